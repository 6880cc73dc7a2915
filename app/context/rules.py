"""Which traces a pack is made of, and in which order. Pure; the same in, the same out."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate

MOST_SUBQUERIES = 8
SUBQUERY_CHARACTERS = 2_000
"""What a search takes."""
MOST_HITS, FEWEST_HITS_EACH = 40, 5
"""Traces looked at for one pack, shared among the sub-queries."""

TAG_BONUS = 0.06
"""How much more a trace counts that has all wanted tags: enough to order near-equals."""

BUDGET, DUPLICATE, SUPERSEDED, EXPIRED, WEAK = "budget", "duplicate", "superseded", "expired", "weak"
"""Why a trace was left out."""

NEAREST = 2
"""Of a sub-query, so many are given although they aren't good matches: what says so is wrong one time in six."""

_LANGUAGES = {
    "py": "python", "ipynb": "python", "js": "javascript", "jsx": "javascript", "mjs": "javascript",
    "ts": "typescript", "tsx": "typescript", "go": "go", "rs": "rust", "java": "java", "kt": "kotlin", "rb": "ruby",
    "php": "php", "cs": "csharp", "c": "c", "cpp": "cpp", "cc": "cpp", "swift": "swift", "scala": "scala",
    "sql": "sql", "sh": "shell", "bash": "shell", "ex": "elixir", "exs": "elixir", "dart": "dart",
}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What is preferred, not demanded."""

    language: str | None = None
    framework: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    """A trace that may go into the pack, as Postgres holds it. Times are aware.

    `outcomes` are the words of `traces.rules.outcome_summary`, None when nobody applied it.
    """

    id: uuid.UUID
    title: str
    context_text: str
    solution_text: str
    tags: tuple[str, ...]
    status: str
    trust_score: float
    outcomes: str | None
    created_at: datetime
    valid_until: datetime | None
    revision: int
    is_stale: bool
    stale_reason: str | None
    content_hash: bytes


@dataclass(frozen=True)
class Placed:
    """A trace by its best place among the sub-queries: `rank` from 0, `score` as the search gave it there.

    `weak`: it isn't a good match there.
    """

    id: uuid.UUID
    rank: int
    score: float
    weak: bool

    @property
    def is_too_weak(self) -> bool:
        """Neither good nor among the nearest."""
        return self.weak and self.rank >= NEAREST


@dataclass(frozen=True)
class LeftOut:
    """A trace that isn't in the pack, and why. `instead` is the one that stands for it."""

    id: uuid.UUID
    title: str
    why: str
    instead: uuid.UUID | None = None


def hits_each(subqueries: int) -> int:
    """Results asked for of each search."""
    return max(FEWEST_HITS_EACH, min(10, MOST_HITS // subqueries))


def searchable_text(text: str) -> str:
    """A sub-query as long as a search takes: of a long one its first lines and, more of them, its last.

    The line that says what went wrong is the first or the last of nearly every stack trace.
    """
    text = text.strip()
    if len(text) <= SUBQUERY_CHARACTERS:
        return text
    head = SUBQUERY_CHARACTERS // 3
    return f"{text[:head]}\n{text[-(SUBQUERY_CHARACTERS - head - 1) :]}"


def language_of(files: Iterable[str]) -> str | None:
    """The language of most of the files by their names; of equals the one named first."""
    counts: dict[str, int] = {}
    for name in files:
        language = _LANGUAGES.get(name.rpartition(".")[2].lower())
        if language:
            counts[language] = counts.get(language, 0) + 1
    return max(counts, key=lambda one: counts[one]) if counts else None


def preference(candidate: Candidate, wish: Wish) -> float:
    """Factor from 1 up on a trace's score, by how many of the tags it has; the search saw to language and framework."""
    if not wish.tags:
        return 1.0
    return 1 + TAG_BONUS * sum(tag in candidate.tags for tag in wish.tags) / len(wish.tags)


def levelled(scores: Iterable[float]) -> list[float]:
    """Scores in the order of the search, none above an earlier one: what was moved down for variety stays there."""
    return list(accumulate(scores, min))


def place(answers: Sequence[Sequence[tuple[uuid.UUID, float, bool]]]) -> list[Placed]:
    """Every trace by its best place, from each sub-query's (id, score, weak), what is good first, then by score.

    Places alternate between the sub-queries: first the best of each, then the second of each; of equal ranks the
    higher score first, and what is good before what is weak. What is too weak comes last.
    """
    best: dict[uuid.UUID, Placed] = {}
    for answer in answers:
        ordered = sorted(answer, key=lambda hit: (hit[2], -hit[1]))
        for rank, (trace_id, score, weak) in enumerate(ordered):
            found = Placed(trace_id, rank, score, weak)
            if trace_id not in best or _order(found) < _order(best[trace_id]):
                best[trace_id] = found
    return sorted(best.values(), key=_order)


def _order(placed: Placed) -> tuple[bool, int, bool, float, int]:
    return placed.is_too_weak, placed.rank, placed.weak, -placed.score, placed.id.int


def succeed(
    placed: Sequence[Placed], successors: Mapping[uuid.UUID, uuid.UUID]
) -> tuple[list[Placed], dict[uuid.UUID, uuid.UUID]]:
    """Let the newest successor of a superseded trace take its place, unless it has a better one of its own.

    Returns the places and, for every trace that lost its own, the successor.
    """
    kept: dict[uuid.UUID, Placed] = {}
    gone: dict[uuid.UUID, uuid.UUID] = {}
    for each in placed:
        newest = _newest(each.id, successors)
        if newest != each.id:
            gone[each.id] = newest
        kept.setdefault(newest, replace(each, id=newest))
    return list(kept.values()), gone


def stand_for(placed: Sequence[Placed], instead: Mapping[uuid.UUID, uuid.UUID]) -> list[Placed]:
    """Those that gave way to none, each at the best place of it and of all that gave way to it; best first.

    `instead`: of each that gave way, the one that stands for it.
    """
    best: dict[uuid.UUID, Placed] = {}
    for each in placed:
        found = replace(each, id=_newest(each.id, instead))
        if found.id not in best or _order(found) < _order(best[found.id]):
            best[found.id] = found
    return sorted(best.values(), key=_order)


def _newest(trace_id: uuid.UUID, successors: Mapping[uuid.UUID, uuid.UUID]) -> uuid.UUID:
    seen = {trace_id}
    while (following := successors.get(trace_id)) is not None and following not in seen:
        seen.add(following)
        trace_id = following
    return trace_id
