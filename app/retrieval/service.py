"""The search use case: embed, ask the index once, let Postgres decide what may be seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from elasticsearch import Elasticsearch

from app.core.db import Database
from app.core.errors import Unavailable
from app.core.logging import get_logger
from app.core.metrics import BREAKER_OPEN, SEARCH_DURATION, SEARCHES
from app.core.tracing import tracer
from app.indexing.service import LiveIndex
from app.retrieval.authors import unestablished
from app.retrieval.diversity import crowding, varied
from app.retrieval.surroundings import named
from app.tags.rules import normalise_all
from app.traces import reading
from search.breaker import CLOSED, BreakerOpen, CircuitBreaker
from search.client import SearchUnavailable
from search.embeddings import Embedder, EmbedderUnavailable, Vectors
from search.generations import VectorSpace
from search.query.boosts import PRODUCT, Ranking
from search.query.spec import Mode, SearchSpec
from search.results import Hit, IndexReplaced, search

log = get_logger(__name__)

RETRY_AFTER_S = 2
"""How long a failing index is left alone, and when clients are told to come back."""

OVERFETCH = 10
"""Hits asked for beyond the limit, in place of those that Postgres hides."""

MOST_HITS = 200
"""However many are hidden, no more hits than this are looked through."""


@dataclass(frozen=True)
class Found:
    """One result: the trace as Postgres holds it, with its links, and why it was found."""

    trace: reading.View
    hit: Hit


@dataclass(frozen=True)
class Answer:
    """Results, best first. `degraded`: the meaning of the query wasn't used, as no embedder could be had.

    `mode` is what was used, lexical for a degraded answer; None for a listing by tags, which uses neither.
    """

    results: Sequence[Found]
    degraded: bool
    mode: Mode | None


@dataclass(frozen=True)
class _Question:
    text: str | None
    mode: Mode
    tags: tuple[str, ...]
    include_expired: bool
    now: datetime
    context: Mapping[str, Any]

    @property
    def needs_vector(self) -> bool:
        return self.text is not None and self.mode != "lexical"

    def spec(self, vector: Vectors | None, size: int) -> SearchSpec:
        # Without a vector there are only words to go by, whatever was asked for.
        return SearchSpec(
            text=self.text,
            vector=vector,
            mode="lexical" if vector is None else self.mode,
            tags=self.tags,
            language=named(self.context, "language"),
            framework=named(self.context, "framework"),
            include_expired=self.include_expired,
            now=self.now,
            size=size,
        )


class Live(Protocol):
    """Knows the index that is read; `LiveIndexCache` in the product."""

    def get(self) -> LiveIndex: ...

    def forget(self) -> None: ...


class Retrieval:
    """One per process; safe to share between threads."""

    def __init__(
        self,
        database: Database,
        client: Elasticsearch,
        embedder: Embedder,
        live: Live,
        ranking: Ranking = PRODUCT,
    ) -> None:
        self._database = database
        self._client = client
        self._embedder = embedder
        self._live = live
        self._ranking = ranking
        self._breaker = CircuitBreaker((SearchUnavailable,), recovery_s=RETRY_AFTER_S)

    def search(
        self,
        q: str | None,
        tags: Sequence[str],
        limit: int,
        *,
        include_expired: bool = True,
        mode: Mode = "hybrid",
        context: Mapping[str, Any] | None = None,
    ) -> Answer:
        """Find traces by text, by tags (all of them), or both. Raises Unavailable when the index can't be asked.

        `context` says where the caller works, as far as `surroundings` reads it; what fits there is preferred.
        """
        text = (q or "").strip() or None
        normal = normalise_all(tags)
        if normal.dropped:
            # A tag that can't exist is on no trace.
            return Answer((), degraded=False, mode=mode if text else None)
        question = _Question(text, mode, normal.names, include_expired, datetime.now(UTC), context or {})
        index = self._live.get()
        try:
            answer = self._answer(question, index, limit)
        except (IndexReplaced, Unavailable) as error:
            # An index that has just been replaced is gone, or is going: once more, by what is read now.
            self._live.forget()
            now_read = self._live.get()
            if now_read == index:
                raise error if isinstance(error, Unavailable) else _being_made() from error
            try:
                answer = self._answer(question, now_read, limit)
            except IndexReplaced as gone:
                raise _being_made() from gone
        SEARCHES.labels("degraded" if answer.degraded else "found" if answer.results else "nothing").inc()
        return answer

    def _answer(self, question: _Question, index: LiveIndex, limit: int) -> Answer:
        with SEARCH_DURATION.labels("embed").time(), tracer.start_as_current_span("search.embed"):
            vector = self._embed(question.text, index.space) if question.text and question.needs_vector else None
        size = limit + OVERFETCH
        while True:
            with SEARCH_DURATION.labels("index").time(), tracer.start_as_current_span("search.index"):
                spec = question.spec(vector, size)
                hits = self._ask(index.name, spec)
            with SEARCH_DURATION.labels("rows").time(), self._database.reading() as session:
                hits = varied(hits, unestablished(session, crowding(hits)))
                valid_at = None if question.include_expired else question.now
                seen = reading.searchable(session, [hit.id for hit in hits], limit, valid_at)
            # Rarely are so many hits hidden that fewer than asked for are left, although there may be more.
            if len(seen) == limit or len(hits) < size or size >= MOST_HITS:
                break
            size = min(MOST_HITS, 2 * size)
        results = [Found(seen[hit.id], hit) for hit in hits if hit.id in seen]
        used = spec.mode if question.text else None
        return Answer(results, degraded=question.needs_vector and vector is None, mode=used)

    def warm(self) -> None:
        """Run every part once, so that the first caller doesn't wait for caches and connections."""
        self.search("warm up", (), 1)

    def _ask(self, index: str, spec: SearchSpec) -> list[Hit]:
        try:
            with self._breaker.guard():
                hits = search(self._client, index, spec, self._ranking)
        except (SearchUnavailable, BreakerOpen) as error:
            SEARCHES.labels("unavailable").inc()
            log.warning("search_unavailable", error=str(error) or "breaker open")
            BREAKER_OPEN.labels("elasticsearch").set(self._breaker.state != CLOSED)
            raise Unavailable(
                "Search is unavailable: the index can't be reached. Try again shortly.", retry_after=RETRY_AFTER_S
            ) from error

        BREAKER_OPEN.labels("elasticsearch").set(0)
        return hits

    def _embed(self, text: str, space: VectorSpace) -> Vectors | None:
        """The query's vector, None when it can't be had in the space of the index."""
        embedder = self._embedder
        if (embedder.model_id, embedder.model_version) != (space.model_id, space.model_version):
            log.warning("embedder_differs_from_index", embedder=embedder.model_id, index=space.model_id)
            return None
        try:
            vector: Vectors = embedder.embed([text], "query")[0]
        except EmbedderUnavailable as error:
            log.warning("embedder_unavailable", error=str(error))
            return None
        return vector


def _being_made() -> Unavailable:
    return Unavailable("The search index is being made. Try again shortly.", retry_after=RETRY_AFTER_S)
