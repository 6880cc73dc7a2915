"""The connected parts of a worker process: made once, kept warm between jobs."""

from functools import cache

from app.core.settings import load_settings
from app.wiring import Services, wire

STATEMENT_TIMEOUT_MS = 30_000

REDIS_TIMEOUT_S = 90.0
"""Longer than a blocking pop, so that only a Redis that is gone without a word ends one."""

EMBEDDING_TIMEOUT_S = 30.0
"""For all tries of one batch at a hosted model; well within the time of a job."""


@cache
def services() -> Services:
    """The parts of a process that embeds and indexes."""
    return _wire(with_embedder=True)


@cache
def services_without_embedder() -> Services:
    """The parts of a process that needs no model."""
    return _wire(with_embedder=False)


def _wire(*, with_embedder: bool) -> Services:
    return wire(
        load_settings(),
        statement_timeout_ms=STATEMENT_TIMEOUT_MS,
        redis_timeout_s=REDIS_TIMEOUT_S,
        embedding_timeout_s=EMBEDDING_TIMEOUT_S,
        with_embedder=with_embedder,
    )
