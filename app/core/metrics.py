"""What is measured, in Prometheus' terms. Times are in seconds.

With PROMETHEUS_MULTIPROC_DIR set, all processes that share the directory (API, relay, worker) are summed up.
"""

import os

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

HTTP_REQUESTS = Counter("commontrace_http_requests", "Answers", ["method", "route", "status"])
HTTP_DURATION = Histogram("commontrace_http_request_duration_seconds", "Time to answer", ["route"], buckets=_FAST)
SEARCHES = Counter("commontrace_search_requests", "Searches by how they ended", ["outcome"])
SEARCH_DURATION = Histogram(
    "commontrace_search_duration_seconds", "Time of a search's stages", ["stage"], buckets=_FAST
)
RERANKS = Counter("commontrace_reranks", "Second looks at the best hits by a hosted model", ["outcome"])
CONTEXT_PACKS = Counter("commontrace_context_packs", "Context packs by how they ended", ["outcome"])
CONTEXT_DURATION = Histogram(
    "commontrace_context_duration_seconds", "Time of a context pack's stages", ["stage"], buckets=_FAST
)
EMBEDDED = Counter("commontrace_embeddings_processed", "Texts embedded", ["kind"])
EMBEDDING_DURATION = Histogram("commontrace_embedding_duration_seconds", "Time of one embedding call", ["kind"])
INDEXED = Counter("commontrace_index_writes", "Traces that index work was done for", ["outcome"])
RECONCILED = Counter("commontrace_reconciled", "Documents that the reconciler mended", ["fault"])
NEAR_CHECKS = Counter("commontrace_near_checks", "Look-ups of near-duplicates by how they ended", ["outcome"])
NEAR_DURATION = Histogram("commontrace_near_check_duration_seconds", "Time of a look-up that was done", buckets=_FAST)
MISSES = Counter("commontrace_search_misses", "Searches without a good match that were noted")
DEFERRED_LOST = Counter("commontrace_deferred_lost", "Counts dropped as the store in memory was full", ["kind"])
LIMITED = Counter("commontrace_limited", "Calls refused as too many", ["plan", "operation", "reason"])
LIMITER_FALLBACK = Counter("commontrace_limiter_fallback", "Calls limited without Redis, by each process for its share")
BREAKER_OPEN = Gauge(
    "commontrace_breaker_open", "1 while a dependency is left alone", ["dependency"], multiprocess_mode="livemax"
)


def render(*collectors: Collector) -> bytes:
    """The text that a scrape gets, with what `collectors` find out at this moment."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(REGISTRY)
    for collector in collectors:
        registry.register(collector)
    return generate_latest(registry)
