"""Limits at the edge: calls with a key against its plan, calls without one against their address.

Every limited answer tells where the caller stands: `RateLimit-Policy` and `RateLimit` as in the IETF's draft "RateLimit
header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers-10), and the older `X-RateLimit-*` trio.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from flask import Flask, Response, current_app, g

from app.core.errors import DomainError
from app.core.limits.rules import Verdict
from app.core.metrics import LIMITED
from app.core.principal import Principal

EXTENSION = "commontrace.limits"
PAGE_SIZE_HEADER = "X-Page-Size"
"""Tells how many entries there can be at once, where more were asked for."""


class TooManyRequests(DomainError):
    """Faster than the plan allows; the same call passes after `retry_after` seconds."""

    status, code, title = 429, "rate_limited", "Too many requests"


class QuotaExceeded(DomainError):
    """All calls of this month are used up."""

    status, code, title = 429, "quota_exceeded", "Monthly quota used up"
    type: ClassVar[str] = "urn:commontrace:problem:quota-exceeded"

    def __init__(self, detail: str, resets_at: datetime, *, retry_after: int) -> None:
        super().__init__(detail, retry_after=retry_after)
        self._resets_at = resets_at

    @property
    def extra(self) -> dict[str, Any]:
        return {"type": self.type, "resets_at": self._resets_at.isoformat().replace("+00:00", "Z")}


@dataclass(frozen=True)
class Metered:
    """What came of counting one call. `verdict` None: the plan sets no rate. `resets_at` ends the month.

    `page_size` is how many entries the plan gives in one answer.
    """

    operation: str
    plan: str
    verdict: Verdict | None
    resets_at: datetime
    page_size: int


Meter = Callable[[Principal, str], Metered]
"""Counts one call of a class, `read` or `write`, by a principal."""


def meter(principal: Principal, operation: str) -> None:
    """Count a call. Raises TooManyRequests or QuotaExceeded where it may not pass."""
    count: Meter = current_app.extensions[EXTENSION]
    metered = count(principal, operation)
    g.metered = metered
    verdict = metered.verdict
    if verdict is None or verdict.allowed:
        return
    if verdict.over_quota:
        LIMITED.labels(metered.plan, operation, "quota").inc()
        raise QuotaExceeded(
            f"All {verdict.quota} {operation} calls that the plan '{metered.plan}' has in a month are used up. "
            f"They begin anew on {metered.resets_at:%Y-%m-%d}.",
            metered.resets_at,
            retry_after=max(1, round((metered.resets_at - datetime.now(UTC)).total_seconds())),
        )
    LIMITED.labels(metered.plan, operation, "rate").inc()
    raise TooManyRequests(
        f"Rate limit exceeded: the plan '{metered.plan}' has {verdict.rate.per_minute:g} {operation} calls a minute, "
        f"{verdict.rate.burst} at once. Try again in {verdict.retry_after_s} s.",
        retry_after=verdict.retry_after_s,
    )


def held_to_page(asked: int) -> int:
    """How many entries a metered call gets that asked for so many: no more than the plan's page size.

    It is cut, not refused: clients ask for 50 whoever holds the key, and any list may give fewer than were asked for.
    """
    metered: Metered | None = g.get("metered")
    if metered is None or asked <= metered.page_size:
        return asked
    g.page_cut_to = metered.page_size
    return metered.page_size


def register_limit_headers(app: Flask) -> None:
    app.after_request(_tell)


def _tell(response: Response) -> Response:
    if "page_cut_to" in g:
        response.headers[PAGE_SIZE_HEADER] = str(g.page_cut_to)
    metered: Metered | None = g.get("metered")
    if metered is None or metered.verdict is None:
        return response
    verdict, name = metered.verdict, metered.operation
    # A full bucket lasts this long, so that is the window in which `burst` calls are sure to pass.
    window = max(1, round(verdict.rate.burst / verdict.rate.refill_per_s))
    policies, states = [f'"{name}";q={verdict.rate.burst};w={window}'], []
    wait = verdict.retry_after_s or verdict.full_after_s
    states.append(f'"{name}";r={verdict.remaining};t={wait}')
    if verdict.quota is not None and verdict.used is not None:
        left = max(0, verdict.quota - verdict.used)
        seconds = max(1, round((metered.resets_at - datetime.now(UTC)).total_seconds()))
        policies.append(f'"{name}-month";q={verdict.quota};w=2592000')
        states.append(f'"{name}-month";r={left};t={seconds}')
    _add_headers(response, policies, states, Standing(verdict.rate.burst, verdict.remaining, wait))
    return response


@dataclass(frozen=True)
class Standing:
    """Of so many calls so many are left; `wait` seconds until the next one passes, or until all do."""

    limit: int
    remaining: int
    wait: int


def tell_window(response: Response, name: str, window: int, standing: Standing) -> None:
    """Say where one stands who is held to `standing.limit` calls in a window of seconds."""
    state = f'"{name}";r={standing.remaining};t={standing.wait}'
    _add_headers(response, [f'"{name}";q={standing.limit};w={window}'], [state], standing)


def _add_headers(response: Response, policies: list[str], states: list[str], standing: Standing) -> None:
    response.headers["RateLimit-Policy"] = ", ".join(policies)
    response.headers["RateLimit"] = ", ".join(states)
    response.headers["X-RateLimit-Limit"] = str(standing.limit)
    response.headers["X-RateLimit-Remaining"] = str(standing.remaining)
    response.headers["X-RateLimit-Reset"] = str(int(time.time()) + standing.wait)
