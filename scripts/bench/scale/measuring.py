"""Timing: every call of a group in turn, in short rounds, by one client and by several."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

from scripts.bench.figures import Series
from scripts.bench.load import block
from scripts.stack.progress import Step

CLIENTS = 8
ROUNDS = 4
SECONDS = 4.0
"""For one line by one number of clients, all rounds together; slow lines end with the round in which they pass it."""
MOST, MOST_AT_ONCE = 300, 1200
"""Calls of one line by one client, by several together."""

Call = Callable[[Any], object]


@dataclass(frozen=True)
class Line:
    """What is measured: `calls` are as many clients, each with what it needs of its own; `items` what they ask, begun
    again when all were asked.
    """

    key: str
    title: str
    calls: Sequence[Call]
    items: Sequence[Any]


@dataclass
class Timing:
    """Of one line: by one client, and by several at once."""

    alone: Series = field(default_factory=Series)
    together: Series = field(default_factory=Series)


def measure(lines: Sequence[Line], step: Step) -> Mapping[str, Timing]:
    """Lines take turns, every other round backwards, so that warm caches and bystanders come to all alike."""
    timings = {line.key: Timing() for line in lines}
    items = {line.key: cycle(line.items) for line in lines}
    for line in lines:
        step.update(f"warming up: {line.title}")
        _round(Series(), line.calls, items[line.key], MOST)
    for number in range(ROUNDS):
        for line in lines if number % 2 == 0 else reversed(lines):
            step.update(f"round {number + 1} of {ROUNDS}: {line.title}")
            timing = timings[line.key]
            _round(timing.alone, line.calls[:1], items[line.key], MOST // ROUNDS)
            _round(timing.together, line.calls, items[line.key], MOST_AT_ONCE // ROUNDS)
    return timings


def _round(series: Series, calls: Sequence[Call], items: Iterator[Any], most: int) -> None:
    """Blocks of calls until the round's share of the time, or of the calls, is used up."""
    began, done, size = time.perf_counter(), 0, 12 * len(calls)
    while done < most and time.perf_counter() - began < SECONDS / ROUNDS:
        part = list(islice(items, min(size, most - done)))
        series.add(block(calls, part))
        done += len(part)
