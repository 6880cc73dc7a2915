"""The use case: ask every sub-query at once, let Postgres say what may be given, fill the budget."""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.context import rules
from app.context.choosing import choose
from app.context.counting import Ruler
from app.context.fencing import Fence
from app.context.packing import Pack, pack
from app.context.rules import Candidate, Wish
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
            choice = choose(self._database, [each.answer.results for each in asked if each.answer], wish)
        with CONTEXT_DURATION.labels("pack").time():
            now = choice.now
            mark = _mark(choice.wanted, new_mark)
            writer = MarkdownWriter(Fence(mark), now) if form == "markdown" else JsonWriter(now)
            packed = pack(
                choice.wanted, choice.left_out, choice.first, budget_tokens, self._ruler, writer, matched=choice.matched
            )
        degraded = any(each.degraded for each in asked)
        CONTEXT_PACKS.labels("degraded" if degraded else "found" if choice.matched else "nothing").inc()
        return Packed(packed, asked, degraded, not choice.matched, self._ruler.tokens(packed.size), now)

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


def _mark(candidates: Sequence[Candidate], new_mark: Callable[[], str]) -> str:
    """A mark that is in none of the texts, as nobody who wrote them could know it."""
    while True:
        mark = new_mark()
        if not any(mark in text for one in candidates for text in (one.title, one.context_text, one.solution_text)):
            return mark
