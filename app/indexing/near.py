"""Neighbours of a text that isn't stored yet, within the time that a submission may take for them."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout

from elasticsearch import Elasticsearch

from app.core.errors import Unavailable
from app.core.logging import get_logger
from app.core.metrics import NEAR_CHECKS, NEAR_DURATION
from app.indexing.live import LiveIndexCache
from app.traces.duplicates import Neighbourhood
from app.traces.vectors import Texts, embed_traces
from search.breaker import BreakerOpen, CircuitBreaker
from search.client import SearchUnavailable
from search.embeddings import Embedder, EmbedderUnavailable, Vectors
from search.generations import VectorSpace
from search.nearest import nearest

log = get_logger(__name__)

EMBEDDINGS_AT_ONCE = 2
"""More would only slow each other down, and the searches beside them."""

LEAST_FOR_THE_INDEX_S = 0.01
"""With less time left the index isn't asked."""


class OutOfTime(Exception):
    """The budget is used up."""


class NearestTraces:
    """The `Neighbours` of submissions: embeds the trace and asks the live index. Safe to share between threads.

    A budget is for both together, waiting for a free embedder included. After repeated failures it is left alone for a
    while, so that a slow part costs a few submissions their budget and not every one.
    """

    def __init__(self, client: Elasticsearch, embedder: Embedder, live: LiveIndexCache, budget_s: float) -> None:
        self._client = client
        self._embedder = embedder
        self._space = VectorSpace.of(embedder)
        self._live = live
        self._budget_s = budget_s
        self._pool = ThreadPoolExecutor(EMBEDDINGS_AT_ONCE, thread_name_prefix="near")
        self._breaker = CircuitBreaker((OutOfTime, EmbedderUnavailable, SearchUnavailable))

    def around(self, trace: Texts, size: int) -> Neighbourhood:
        if not self._budget_s or not self._embedder.dim:
            NEAR_CHECKS.labels("off").inc()
            return Neighbourhood()
        started = time.monotonic()
        vector = ids = None
        try:
            index = self._live.get()
            if index.space != self._space:
                raise EmbedderUnavailable("the embedder isn't the one that the index was made with")  # noqa: TRY301
            with self._breaker.guard():
                vector = self._embed(trace, started + self._budget_s)
                ids = self._ask(index.name, vector, size, started + self._budget_s)
            ended = "done"
            NEAR_DURATION.observe(time.monotonic() - started)
        except OutOfTime:
            ended = "late"
        except (BreakerOpen, EmbedderUnavailable, SearchUnavailable, Unavailable) as error:
            ended = "unavailable"
            log.warning("near_check_unavailable", error=str(error) or "breaker open")
        except Exception:
            # Whatever goes wrong here, the submission is worth more than the look-up.
            ended = "failed"
            log.exception("near_check_failed")
        NEAR_CHECKS.labels(ended).inc()
        return Neighbourhood(vector, self._space, ids)

    def _embed(self, trace: Texts, deadline: float) -> Vectors:
        """The vector, or OutOfTime at the deadline: a model that has begun can't be stopped, only be left behind."""
        embedding = self._pool.submit(embed_traces, self._embedder, [trace])
        try:
            vector: Vectors = embedding.result(timeout=max(0.0, deadline - time.monotonic()))[0]
        except FutureTimeout as error:
            embedding.cancel()
            raise OutOfTime from error
        return vector

    def _ask(self, index: str, vector: Vectors, size: int, deadline: float) -> list[uuid.UUID]:
        left = deadline - time.monotonic()
        if left < LEAST_FOR_THE_INDEX_S:
            raise OutOfTime
        return nearest(self._client, index, vector, size, left)
