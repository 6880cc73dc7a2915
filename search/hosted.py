"""Calls to Cohere's hosted models: bounded in time, repeated where that can help, left alone after failures."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

import cohere
import httpx
from cohere.core.api_error import ApiError
from cohere.core.request_options import RequestOptions

from search.breaker import BreakerOpen, CircuitBreaker

PASSING = frozenset({408, 429, 500, 502, 503, 504})
"""Statuses after which the same request may succeed."""

FIRST_PAUSE_S = 0.25
"""Doubles with every try, unless the answer says how long to wait."""

T = TypeVar("T")


class HostedUnavailable(Exception):
    """No answer that can be used: out of reach, too slow, turning work away, or refusing the key."""


class CohereCalls:
    """One per process and purpose; safe to share between threads."""

    def __init__(self, api_key: str, base_url: str | None = None, *, timeout_s: float) -> None:
        """`timeout_s` bounds all tries of one call and the pauses between them; a try that is cut off by it ends once
        the network has kept it waiting for what was left of it. Without `base_url` the package knows where to ask.
        """
        self._connections = httpx.Client(timeout=timeout_s)
        self._client = cohere.ClientV2(
            api_key=api_key, base_url=base_url, httpx_client=self._connections, client_name="commontrace"
        )
        self._timeout_s = timeout_s
        self._breaker = CircuitBreaker((HostedUnavailable,))

    def close(self) -> None:
        """Let go of the connections."""
        self._connections.close()

    def run(self, call: Callable[[cohere.ClientV2, RequestOptions], T]) -> T:
        """The result of `call`, which is tried again while that can help. Raises HostedUnavailable.

        `call` also reads the answer: an AttributeError, TypeError or ValueError of it counts as a useless answer.
        """
        try:
            with self._breaker.guard():
                return self._tried(call)
        except BreakerOpen as error:
            raise HostedUnavailable("Cohere failed lately and isn't asked for a while") from error

    def _tried(self, call: Callable[[cohere.ClientV2, RequestOptions], T]) -> T:
        until = time.monotonic() + self._timeout_s
        pause = FIRST_PAUSE_S
        while True:
            left = until - time.monotonic()
            try:
                return call(self._client, RequestOptions(timeout=max(left, 0.001), max_retries=0))
            except ApiError as error:
                failure = HostedUnavailable(_reason(error))
                if error.status_code not in PASSING:
                    raise failure from error
                wait = _asked_to_wait(error) or pause
            except (httpx.HTTPError, OSError) as error:
                failure = HostedUnavailable(f"Cohere can't be reached: {type(error).__name__}")
                wait = pause
            except (AttributeError, TypeError, ValueError) as error:
                # The package takes an answer apart without looking whether it has the shape that it should have.
                raise HostedUnavailable(f"Cohere answered with something else than it should: {error}") from error
            # Spread, so that callers who failed together don't come back together.
            wait *= random.uniform(1.0, 1.25)  # noqa: S311 - no secret
            if time.monotonic() + wait >= until:
                raise failure
            time.sleep(wait)
            pause *= 2


def _reason(error: ApiError) -> str:
    """The status and what the service says of it; never the request, which holds texts of users."""
    said = error.body.get("message") if isinstance(error.body, dict) else None
    return f"Cohere answered HTTP {error.status_code}" + (f": {str(said)[:200]}" if said else "")


def _asked_to_wait(error: ApiError) -> float | None:
    """Seconds, where the answer names them as a number; as a date they are rare and not worth a parser."""
    named = {name.lower(): value for name, value in (error.headers or {}).items()}.get("retry-after", "")
    return float(named) if named.isascii() and named.isdigit() else None
