"""When coding agents call: each pattern as moments and kinds of calls, by one key. Pure."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

READ, WRITE = "read", "write"


@dataclass(frozen=True, order=True)
class Call:
    """One call, `at` seconds after the beginning."""

    at: float
    operation: str


@dataclass(frozen=True)
class Pattern:
    """`within` names the plans in which none of it may be refused."""

    name: str
    calls: Sequence[Call]
    within: frozenset[str]


def session_start(at: float = 0.0) -> list[Call]:
    """Three searches at once, as the skill makes them when a session begins."""
    return [Call(at, READ)] * 3


def error_storm(at: float, draw: random.Random, errors: int = 12, over_s: float = 6.0) -> list[Call]:
    """A failing command is tried again and again, and each failure searched for and read."""
    moments = sorted(at + draw.uniform(0, over_s) for _ in range(errors))
    return [Call(moment, READ) for moment in moments for _ in range(2)]


def task_end(at: float, contributions: int = 5) -> list[Call]:
    """What was learnt is given back: searched for duplicates, submitted and voted on at once."""
    return [*[Call(at, READ)] * contributions, *[Call(at + 0.2, WRITE)] * contributions]


def patterns(seed: int = 1) -> list[Pattern]:
    """All of them; the same for the same seed."""
    draw = random.Random(seed)  # noqa: S311
    every = frozenset({"anonymous", "free", "pro", "unlimited"})
    paid_for = every - {"anonymous"}
    eight = [call for agent in range(8) for call in session_start(agent * 0.05)]
    return [
        _pattern("session start", session_start(), every),
        _pattern("error storm", [*session_start(), *error_storm(1.0, draw)], every),
        _pattern("batch contribution at task end", [*session_start(), *task_end(2.0)], every),
        _pattern("eight agents on one key, starting at once", eight, every),
        _pattern(
            "eight agents on one key, at work",
            [*eight, *(call for n in range(4) for call in error_storm(1.0 + n * 2, draw, errors=6))],
            paid_for,
        ),
        _pattern("eight agents give back at once", [call for n in range(8) for call in task_end(n * 0.02)], paid_for),
        _pattern("a loop without end", [Call(n * 0.01, READ) for n in range(600)], frozenset({"unlimited"})),
        _pattern("a loop of writes", [Call(n * 0.05, WRITE) for n in range(120)], frozenset({"pro", "unlimited"})),
    ]


def _pattern(name: str, calls: Iterable[Call], within: frozenset[str]) -> Pattern:
    return Pattern(name, sorted(calls), within)
