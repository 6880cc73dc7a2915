"""What a search answers, and what is told of each result. Pure."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from app.retrieval.paging import Position
from app.retrieval.question import Question
from app.traces import reading
from search.explain import Explanation, reason
from search.query import lexical
from search.query.bar import Judge
from search.query.highlights import Highlights, highlight
from search.query.spec import Mode
from search.results import Hit

_TEXTS = ("title", "context_text", "solution_text")


@dataclass(frozen=True)
class Why:
    """How a result's score came about, why it stands above the next, and where the words of the question stand."""

    explanation: Explanation
    reason: str
    highlights: Highlights


@dataclass(frozen=True)
class Found:
    """One result: the trace as Postgres holds it, with its links, and why it was found."""

    trace: reading.View
    hit: Hit
    is_good: bool
    """Whether it answers the question, by its scores or by holding it word for word. Of a listing all are good."""
    why: Why | None = None
    """Where that was asked for."""


@dataclass(frozen=True)
class Answer:
    """Results, best first. `degraded`: the meaning of the query wasn't used, as no embedder could be had.

    `mode` is what was used, lexical for a degraded answer; None for a listing, which uses neither. `no_good_match`:
    nothing up to here is good. `next`: where the next page begins, None after the last.
    """

    results: Sequence[Found]
    degraded: bool
    mode: Mode | None
    no_good_match: bool
    next: Position | None = None
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)


def told(
    asked: Question, shown: Sequence[Hit], rows: Mapping[uuid.UUID, reading.View], *, explain: bool
) -> list[Found]:
    """The hits with their rows, judged, and with what explains them where that was asked for."""
    judge = Judge(asked.text) if asked.text and asked.is_ranked else None
    explained = [hit.explanation if explain else None for hit in shown]
    return [
        Found(
            rows[hit.id],
            hit,
            judge is None or _is_good(judge, hit, rows[hit.id]),
            _why(asked, rows[hit.id], this, after) if this is not None else None,
        )
        for hit, this, after in zip_longest(shown, explained, explained[1:])
    ]


def _is_good(judge: Judge, hit: Hit, trace: reading.View) -> bool:
    if judge.clears(hit):
        return True
    return lexical.NAME in hit.legs and judge.stands_in(trace[name] for name in _TEXTS)


def _why(asked: Question, trace: reading.View, this: Explanation, after: Explanation | None) -> Why:
    return Why(this, reason(this, after), highlight(asked.text or "", trace))
