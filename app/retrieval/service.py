"""The search use case: embed, ask the index once, let Postgres decide what may be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from elasticsearch import Elasticsearch

from app.core.db import Database
from app.core.errors import Unavailable
from app.core.logging import get_logger
from app.core.metrics import BREAKER_OPEN, SEARCH_DURATION, SEARCHES
from app.core.tracing import tracer
from app.indexing.live import LiveIndexCache
from app.tags.rules import normalise_all
from app.traces import service as traces
from app.traces.links import Related, related
from app.traces.models import Trace
from search.breaker import CLOSED, BreakerOpen, CircuitBreaker
from search.client import SearchUnavailable
from search.embeddings import Embedder, EmbedderUnavailable, Vectors
from search.generations import VectorSpace
from search.query.spec import SearchSpec
from search.results import Hit, search

log = get_logger(__name__)

RETRY_AFTER_S = 2
"""How long a failing index is left alone, and when clients are told to come back."""

OVERFETCH = 10
"""Hits asked for beyond the limit, in place of those that Postgres hides."""


@dataclass(frozen=True)
class Found:
    """One result: the trace as Postgres holds it, and why it was found."""

    trace: Trace
    hit: Hit
    related: Sequence[Related]


@dataclass(frozen=True)
class Answer:
    """Results, best first. `degraded`: the meaning of the query wasn't used, as no embedder could be had."""

    results: Sequence[Found]
    degraded: bool


class Retrieval:
    """One per process; safe to share between threads."""

    def __init__(self, database: Database, client: Elasticsearch, embedder: Embedder, live: LiveIndexCache) -> None:
        self._database = database
        self._client = client
        self._embedder = embedder
        self._live = live
        self._breaker = CircuitBreaker((SearchUnavailable,), recovery_s=RETRY_AFTER_S)

    def search(self, q: str | None, tags: Sequence[str], limit: int, *, include_expired: bool = True) -> Answer:
        """Find traces by text, by tags (all of them), or both. Raises Unavailable when the index can't be asked."""
        normal = normalise_all(tags)
        if normal.dropped:
            # A tag that can't exist is on no trace.
            return Answer((), degraded=False)
        text = (q or "").strip() or None
        index = self._live.get()
        with SEARCH_DURATION.labels("embed").time(), tracer.start_as_current_span("search.embed"):
            vector = self._embed(text, index.space) if text else None
        spec = SearchSpec(
            text=text,
            vector=vector,
            tags=normal.names,
            include_expired=include_expired,
            now=datetime.now(UTC),
            size=limit + OVERFETCH,
        )
        with SEARCH_DURATION.labels("index").time(), tracer.start_as_current_span("search.index"):
            hits = self._ask(index.alias, spec)
        with SEARCH_DURATION.labels("rows").time(), self._database.reading() as session:
            seen = traces.searchable(session, [hit.id for hit in hits])
            shown = [hit for hit in hits if hit.id in seen][:limit]
            links = related(session, [hit.id for hit in shown])
        results = [Found(seen[hit.id], hit, links.get(hit.id, ())) for hit in shown]
        degraded = text is not None and vector is None
        SEARCHES.labels("degraded" if degraded else "found" if results else "nothing").inc()
        return Answer(results, degraded=degraded)

    def warm(self) -> None:
        """Run every part once, so that the first caller doesn't wait for caches and connections."""
        self.search("warm up", (), 1)

    def _ask(self, alias: str, spec: SearchSpec) -> list[Hit]:
        try:
            with self._breaker.guard():
                hits = search(self._client, alias, spec)
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
