"""The use case: ask every sub-query at once, let Postgres say what may be given, fill the budget."""

import secrets
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from app.context import reading, rules
from app.context.copies import without_copies
from app.context.counting import Ruler
from app.context.fencing import Fence
from app.context.packing import Pack, pack
from app.context.rules import Candidate, LeftOut, Placed, Wish
from app.context.writing import JsonWriter, MarkdownWriter
from app.core.db import Database
from app.core.errors import Unavailable
from app.core.logging import get_logger
from app.core.metrics import CONTEXT_DURATION, CONTEXT_PACKS
from app.core.tracing import tracer
from app.retrieval.answers import Answer
from app.retrieval.service import Retrieval
from search.embeddings import Embedder, EmbedderUnavailable
from search.query.spec import Mode

log = get_logger(__name__)

THREADS = 4
"""Searches at once in a process, whoever asks: each may hold a connection beside those of the API's threads."""

EMBEDDING = 0.6
"""Share of the deadline after which embedding is no longer waited for, and words alone are searched."""

RETRY_AFTER_S = 2


@dataclass(frozen=True)
class Subquery:
    """One question of a pack."""

    source: Literal["task", "query", "error"]
    text: str


@dataclass(frozen=True)
class Asked:
    """What became of a sub-query; `answer` is None when it wasn't there in time."""

    subquery: Subquery
    answer: Answer | None
    degraded: bool

    @property
    def no_good_match(self) -> bool:
        """Answered, and with nothing that is worth giving; what was found then counts as weak."""
        return self.answer is not None and self.answer.no_good_match


@dataclass(frozen=True)
class Packed:
    """A pack with how it came about. `degraded`: a sub-query was asked by words alone, or not answered in time."""

    pack: Pack
    asked: Sequence[Asked]
    degraded: bool
    no_good_match: bool
    used_tokens: int
    now: datetime
    """The time by which ages are told."""


class Context:
    """One per process; safe to share between threads."""

    def __init__(
        self, database: Database, retrieval: Retrieval, embedder: Embedder, ruler: Ruler, deadline_s: float
    ) -> None:
        self._database = database
        self._retrieval = retrieval
        self._embedder = embedder
        self._ruler = ruler
        self._deadline_s = deadline_s
        self._searches = ThreadPoolExecutor(THREADS, thread_name_prefix="context")

    def pack(
        self,
        subqueries: Sequence[Subquery],
        wish: Wish,
        budget_tokens: int,
        form: Literal["markdown", "json"],
        new_mark: Callable[[], str] = lambda: secrets.token_hex(4),
    ) -> Packed:
        """The best knowledge for the budget. Raises Unavailable when no sub-query is answered in time."""
        with CONTEXT_DURATION.labels("search").time(), tracer.start_as_current_span("context.search"):
            asked = self._ask(subqueries, wish)
        with CONTEXT_DURATION.labels("rows").time():
            candidates, left_out, first, now = self._candidates(asked, wish)
        no_good_match = not candidates or all(each.no_good_match for each in asked if each.answer)
        with CONTEXT_DURATION.labels("pack").time():
            writer = MarkdownWriter(Fence(_mark(candidates, new_mark)), now) if form == "markdown" else JsonWriter(now)
            packed = pack(candidates, left_out, first, budget_tokens, self._ruler, writer, matched=not no_good_match)
        degraded = any(each.degraded for each in asked)
        CONTEXT_PACKS.labels("degraded" if degraded else "nothing" if no_good_match else "found").inc()
        return Packed(packed, asked, degraded, no_good_match, self._ruler.tokens(packed.size), now)

    def warm(self) -> None:
        """Load the tokenizer, so that the first caller doesn't wait for it."""
        self._ruler.size("warm up")

    def _ask(self, subqueries: Sequence[Subquery], wish: Wish) -> list[Asked]:
        until = time.monotonic() + self._deadline_s
        texts = [rules.searchable_text(subquery.text) for subquery in subqueries]
        mode: Mode = "hybrid" if self._embed(texts) else "lexical"
        limit = rules.hits_each(len(texts))
        where = {"language": wish.language, "framework": wish.framework}
        running = [
            self._searches.submit(self._retrieval.search, text, (), limit, mode=mode, context=where) for text in texts
        ]
        wait(running, timeout=max(0.0, until - time.monotonic()))
        answers = [_answer_of(future) for future in running]
        if not any(answers):
            raise next(
                (
                    error
                    for future in running
                    if not future.cancelled() and future.done() and (error := future.exception())
                ),
                Unavailable("No search answered in time. Try again shortly.", retry_after=RETRY_AFTER_S),
            )
        by_words = mode == "lexical"
        return [
            Asked(subquery, answer, degraded=answer is None or by_words or answer.degraded)
            for subquery, answer in zip(subqueries, answers, strict=True)
        ]

    def _embed(self, texts: Sequence[str]) -> bool:
        """Embed all at once, so that the searches find their vectors remembered; False when that can't be in time."""
        embedding = self._searches.submit(self._embedder.embed, texts, "query")
        try:
            embedding.result(timeout=self._deadline_s * EMBEDDING)
        except (EmbedderUnavailable, TimeoutError) as error:
            embedding.cancel()
            log.warning("context_embedder_unavailable", error=str(error) or "too slow")
            return False
        return True

    def _candidates(self, asked: Sequence[Asked], wish: Wish) -> tuple[list[Candidate], list[LeftOut], int, datetime]:
        """What may be given, in order; what may not; how many are the best of a sub-query; and the time it was."""
        found = [(each.answer.results if each.answer else (), each.no_good_match) for each in asked]
        ids = list(dict.fromkeys(one.hit.id for results, _ in found for one in results))
        with self._database.reading() as session:
            successors = reading.successors(session, ids)
            known = reading.candidates(session, [*ids, *successors.values()])
            declared = reading.declared_duplicates(session, list(known))
        now = datetime.now(UTC)
        places = rules.place(
            [
                [
                    (one.hit.id, one.hit.score * rules.preference(known[one.hit.id], wish), weak)
                    for one in results
                    if one.hit.id in known
                ]
                for results, weak in found
            ]
        )
        placed, replaced = rules.succeed(places, successors)
        left_out = [LeftOut(old, known[old].title, rules.SUPERSEDED, new) for old, new in replaced.items()]
        wanted, refused = _sorted_out(placed, known, now)
        unique, copies = without_copies(wanted, declared)
        best = {each.id for each in placed if each.rank == 0}
        return unique, [*copies, *left_out, *refused], sum(one.id in best for one in unique), now


def subqueries(task: str | None, query: str | None, queries: Sequence[str], errors: Sequence[str]) -> list[Subquery]:
    """The questions that are asked, in the order in which they are answered, none twice."""
    given: Iterator[tuple[Literal["task", "query", "error"], str | None]] = iter(
        [("task", task), ("query", query), *(("query", one) for one in queries), *(("error", one) for one in errors)]
    )
    found: dict[str, Subquery] = {}
    for source, text in given:
        if stripped := (text or "").strip():
            found.setdefault(stripped, Subquery(source, stripped))
    return list(found.values())


def _answer_of(future: Future[Answer]) -> Answer | None:
    """What a search gave, None when it failed, isn't done or never began; then it won't any more."""
    if not future.done():
        future.cancel()
        return None
    return None if future.cancelled() or future.exception() else future.result()


def _sorted_out(
    placed: Sequence[Placed], known: Mapping[uuid.UUID, Candidate], now: datetime
) -> tuple[list[Candidate], list[LeftOut]]:
    """Those to give, and the others with the reason. What may not be seen is in neither.

    Given are those that are good, and the nearest few of a sub-query that finds nothing good.
    """
    wanted: list[Candidate] = []
    refused: list[LeftOut] = []
    for each in placed:
        candidate = known.get(each.id)
        if candidate is None:
            continue
        if candidate.valid_until is not None and candidate.valid_until <= now:
            refused.append(LeftOut(candidate.id, candidate.title, rules.EXPIRED))
        elif each.is_too_weak:
            refused.append(LeftOut(candidate.id, candidate.title, rules.WEAK))
        else:
            wanted.append(candidate)
    return wanted, refused


def _mark(candidates: Sequence[Candidate], new_mark: Callable[[], str]) -> str:
    """A mark that is in none of the texts, as nobody who wrote them could know it."""
    while True:
        mark = new_mark()
        if not any(mark in text for one in candidates for text in (one.title, one.context_text, one.solution_text)):
            return mark
