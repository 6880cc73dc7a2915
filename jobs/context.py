"""The connected parts of a worker process: made once, kept warm between jobs."""

from functools import cache

from app.core.settings import load_settings
from app.wiring import Services, wire

STATEMENT_TIMEOUT_MS = 30_000


@cache
def services() -> Services:
    """The worker's own parts. Redis waits without limit, as a worker's blocking pop may."""
    return wire(load_settings(), statement_timeout_ms=STATEMENT_TIMEOUT_MS, redis_timeout_s=None)
