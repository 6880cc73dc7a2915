"""The search use case: embed, ask the index once, let Postgres decide what may be seen."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

from elasticsearch import Elasticsearch

from app.core.db import Database
from app.core.errors import Unavailable
from app.core.logging import get_logger
from app.core.metrics import BREAKER_OPEN, SEARCH_DURATION, SEARCHES
from app.core.tracing import tracer
from app.indexing.service import LiveIndex
from app.retrieval.answers import Answer, told
from app.retrieval.authors import unestablished
from app.retrieval.diversity import BLOCK, crowding, varied
from app.retrieval.paging import MOST_HITS, Position, next_page
from app.retrieval.question import Aside, Question, question
from app.retrieval.reranking import MOST as MOST_RERANKED
from app.retrieval.reranking import Reranking
from app.traces import reading
from search.breaker import CLOSED, BreakerOpen, CircuitBreaker
from search.client import SearchUnavailable
from search.embeddings import Embedder, EmbedderUnavailable, Vectors
from search.generations import VectorSpace
from search.query.boosts import PRODUCT, Ranking
from search.query.spec import Mode, SearchSpec
from search.results import IndexReplaced, Results, search

log = get_logger(__name__)

RETRY_AFTER_S = 2
"""How long a failing index is left alone, and when clients are told to come back."""

OVERFETCH = 10
"""Hits asked for beyond the limit, in place of those that Postgres hides."""

NOTHING_ASIDE = Aside()


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
        reranking: Reranking | None = None,
    ) -> None:
        self._database = database
        self._client = client
        self._embedder = embedder
        self._live = live
        self._ranking = ranking
        self._reranking = reranking
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
        asked = question(q, tags, include_expired=include_expired, mode=mode, context=context)
        return self.answer(asked, limit)

    def answer(
        self, asked: Question | None, limit: int, position: Position | None = None, aside: Aside = NOTHING_ASIDE
    ) -> Answer:
        """The first page, or the one at `position`. Raises Unavailable when the index can't be asked.

        None for a question that nothing can satisfy.
        """
        if asked is None:
            return Answer((), degraded=False, mode=None, no_good_match=True, facets=dict.fromkeys(aside.facets, ()))
        position = position or Position(datetime.now(UTC))
        index = self._live.get()
        try:
            answer = self._answer(asked, index, limit, position, aside)
        except (IndexReplaced, Unavailable) as error:
            # An index that has just been replaced is gone, or is going: once more, by what is read now.
            self._live.forget()
            now_read = self._live.get()
            if now_read == index:
                raise error if isinstance(error, Unavailable) else _being_made() from error
            try:
                answer = self._answer(asked, now_read, limit, position, aside)
            except IndexReplaced as gone:
                raise _being_made() from gone
        SEARCHES.labels("degraded" if answer.degraded else "found" if answer.results else "nothing").inc()
        return answer

    def _answer(self, asked: Question, index: LiveIndex, limit: int, position: Position, aside: Aside) -> Answer:
        with SEARCH_DURATION.labels("embed").time(), tracer.start_as_current_span("search.embed"):
            vector = self._embed(asked.text, index.space) if asked.text and asked.needs_vector else None
        # Without a vector there are only words to go by, whatever was asked for.
        mode: Mode = asked.mode if vector is not None else "lexical"
        second_look = self._reranking if asked.is_ranked else None
        spec = SearchSpec(
            text=asked.text,
            vector=vector,
            mode=mode,
            filters=asked.filters_at(position.began),
            language=asked.language,
            framework=asked.framework,
            versions=asked.versions,
            now=position.began,
            sort=asked.sort,
            after=position.after,
            facets=aside.facets,
            explain=aside.explain or second_look is not None,
        )
        # Whole blocks, as the order within one depends on all of it.
        fewest = max(limit, MOST_RERANKED if second_look else 0)
        size = min(MOST_HITS, BLOCK * math.ceil((len(position.shown) + fewest + OVERFETCH) / BLOCK))
        while True:
            with SEARCH_DURATION.labels("index").time(), tracer.start_as_current_span("search.index"):
                found = self._ask(index.name, replace(spec, size=size))
            if second_look is not None and asked.text:
                found = replace(found, hits=second_look.ordered(asked.text, found.hits, position))
            with SEARCH_DURATION.labels("rows").time(), self._database.reading() as session:
                ordered = varied(found.hits, unestablished(session, crowding(found.hits)))
                fresh = [hit for hit in ordered if not position.has_shown(hit.id)]
                valid_at = None if asked.include_expired else position.began
                seen = reading.searchable(session, [hit.id for hit in fresh], limit, valid_at)
            # Rarely are so many hits hidden that fewer than asked for are left, although there may be more.
            if len(seen) == limit or len(found.hits) < size or size >= MOST_HITS:
                break
            size = min(MOST_HITS, 2 * size)
        shown = [hit for hit in fresh if hit.id in seen]
        results = told(asked, shown, seen, explain=aside.explain)
        had_good_match = position.had_good_match or any(each.is_good for each in results)
        return Answer(
            results,
            degraded=asked.needs_vector and vector is None,
            mode=mode if asked.is_ranked else None,
            no_good_match=not had_good_match,
            next=next_page(
                asked,
                position,
                fresh,
                shown,
                is_short=len(shown) < limit,
                is_full=len(found.hits) == size,
                is_good=had_good_match,
            ),
            facets=found.facets,
        )

    def warm(self) -> None:
        """Run every part once, so that the first caller doesn't wait for caches and connections."""
        self.search("warm up", (), 1)

    def _ask(self, index: str, spec: SearchSpec) -> Results:
        try:
            with self._breaker.guard():
                found = search(self._client, index, spec, self._ranking)
        except (SearchUnavailable, BreakerOpen) as error:
            SEARCHES.labels("unavailable").inc()
            log.warning("search_unavailable", error=str(error) or "breaker open")
            BREAKER_OPEN.labels("elasticsearch").set(self._breaker.state != CLOSED)
            raise Unavailable(
                "Search is unavailable: the index can't be reached. Try again shortly.", retry_after=RETRY_AFTER_S
            ) from error

        BREAKER_OPEN.labels("elasticsearch").set(0)
        return found

    def _embed(self, text: str, space: VectorSpace) -> Vectors | None:
        """The query's vector, None when it can't be had in the space of the index."""
        embedder = self._embedder
        if VectorSpace.of(embedder) != space:
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
