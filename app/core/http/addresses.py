"""Limits by address, for whoever shows no key: on signing up, and on all that is open to everybody."""

import math
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from ipaddress import ip_address

from flask import Flask, Response, request
from flask_limiter import ApplicationLimit, Limiter, RequestLimit
from redis.exceptions import RedisError
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core.http import admin, auth
from app.core.http.description import operation_id
from app.core.http.limits import Standing, tell_window
from app.core.http.problems import problem
from app.core.metrics import LIMITED

SIGN_UP_PATH = "/api/v1/keys"
SIGN_UPS, ANONYMOUS = "sign-ups", "anonymous"
"""Scopes of the two limits."""


def register_address_limits(
    app: Flask,
    *,
    redis_url: str,
    sign_ups: str,
    anonymous: str,
    trusted_proxies: int,
    timeout_s: float,
    asked_of: Mapping[str, Collection[str]],
) -> None:
    """Hold each address to these limits, written as `30 per hour`. Without Redis each process counts for itself.

    What a caller says of its address is believed only as far as `trusted_proxies` of our own have added to it.
    `asked_of` is what `security_schemes` tells of the description.
    """
    if trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies)  # type: ignore[method-assign]
    limiter = Limiter(
        _address,
        app=app,
        application_limits=[
            ApplicationLimit(sign_ups, scope=SIGN_UPS, exempt_when=lambda: not _is_sign_up()),
            ApplicationLimit(anonymous, scope=ANONYMOUS, exempt_when=lambda: _is_free(asked_of)),
        ],
        application_limits_per_method=False,
        strategy="moving-window",
        # The library's own name for a socket's scheme.
        storage_uri=redis_url.replace("unix://", "redis+unix://", 1),
        storage_options={"socket_timeout": timeout_s, "socket_connect_timeout": timeout_s},  # type: ignore[dict-item]
        in_memory_fallback_enabled=True,
        swallow_errors=True,
        on_breach=_refuse,
        key_prefix="commontrace",
        headers_enabled=False,
    )

    @app.after_request
    def tell(response: Response) -> Response:
        # Redis may go away between the check and this: the answer matters more than what it says of limits.
        with suppress(RedisError):
            tightest = min(limiter.current_limits, key=lambda limit: limit.remaining, default=None)
            if tightest is not None:
                standing = Standing(tightest.limit.amount, tightest.remaining, _wait(tightest))
                tell_window(response, _scope(tightest), tightest.limit.get_expiry(), standing)
        return response


def _address() -> str:
    return request.remote_addr or "unknown"


def _is_sign_up() -> bool:
    return request.method == "POST" and request.path.rstrip("/") == SIGN_UP_PATH and auth.presented_key() is None


def _is_free(asked_of: Mapping[str, Collection[str]]) -> bool:
    """Who shows a key, where it is looked at, is held to its plan; probes and scrapers on this machine to nothing.

    Nor are preflights, which a browser makes on its own before a page's call.
    """
    if auth.presented_key() is not None and _is_key_looked_at(asked_of):
        return True
    if request.method == "OPTIONS" and "Origin" in request.headers:
        return "Access-Control-Request-Method" in request.headers
    address = request.remote_addr
    return bool(address and ip_address(address).is_loopback and request.path in {"/health", "/ready", "/metrics"})


def _is_key_looked_at(asked_of: Mapping[str, Collection[str]]) -> bool:
    schemes = asked_of.get(operation_id(request.endpoint or ""), ())
    # An admin token that is sent decides alone.
    return "key" in schemes and not ("admin" in schemes and admin.HEADER in request.headers)


def _refuse(limit: RequestLimit) -> Response:
    wait, scope = _wait(limit), _scope(limit)
    LIMITED.labels("none", scope, "address").inc()
    what = "keys made" if scope == SIGN_UPS else "calls without a key"
    response = problem(
        429,
        "Too many requests",
        f"Too many {what} from this address: {limit.limit}. Try again in {wait} s.",
        "rate_limited",
    )
    response.headers["Retry-After"] = str(wait)
    return response


def _scope(limit: RequestLimit) -> str:
    """Which of the two it is. Not by the path: signing up is held to both."""
    return limit.request_args[-1]


def _wait(limit: RequestLimit) -> int:
    # `limit.reset_at` is this in whole seconds, and up to one too many.
    return max(1, math.ceil(limit.window[0] - time.time()))
