"""Limits by address, for whoever shows no key: on signing up, and on all that is open to everybody."""

import math
import time
from contextlib import suppress
from ipaddress import ip_address

from flask import Flask, Response, request
from flask_limiter import ApplicationLimit, Limiter, RequestLimit
from redis.exceptions import RedisError
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core.http import auth
from app.core.http.limits import Standing, tell_window
from app.core.http.problems import problem
from app.core.metrics import LIMITED

API = "/api/v1/"
SIGN_UP_PATH = "/api/v1/keys"
KEYLESS = frozenset({"/api/v1/billing/events"})
"""Of the API, where nobody looks at keys: showing one there exempts from nothing."""


def register_address_limits(
    app: Flask, *, redis_url: str, sign_ups: str, anonymous: str, trusted_proxies: int, timeout_s: float
) -> None:
    """Hold each address to these limits, written as `30 per hour`. Without Redis each process counts for itself.

    What a caller says of its address is believed only as far as `trusted_proxies` of our own have added to it.
    """
    if trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies)  # type: ignore[method-assign]
    limiter = Limiter(
        _address,
        app=app,
        application_limits=[
            ApplicationLimit(sign_ups, scope="sign-ups", exempt_when=lambda: not _is_sign_up()),
            ApplicationLimit(anonymous, scope="anonymous", exempt_when=_is_known),
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
                tell_window(response, _class(), tightest.limit.get_expiry(), standing)
        return response


def _address() -> str:
    return request.remote_addr or "unknown"


def _is_sign_up() -> bool:
    return request.method == "POST" and request.path.rstrip("/") == SIGN_UP_PATH and auth.presented_key() is None


def _is_known() -> bool:
    """Who shows a key, where one is asked for, is held to its plan; probes and scrapers on this machine to nothing."""
    if auth.presented_key() is not None and request.path.startswith(API) and request.path not in KEYLESS:
        return True
    address = request.remote_addr
    return bool(address and ip_address(address).is_loopback and request.path in {"/health", "/ready", "/metrics"})


def _refuse(limit: RequestLimit) -> Response:
    wait = _wait(limit)
    LIMITED.labels("none", _class(), "address").inc()
    what = "keys made" if _is_sign_up() else "calls without a key"
    response = problem(
        429,
        "Too many requests",
        f"Too many {what} from this address: {limit.limit}. Try again in {wait} s.",
        "rate_limited",
    )
    response.headers["Retry-After"] = str(wait)
    return response


def _class() -> str:
    return "sign-ups" if _is_sign_up() else "anonymous"


def _wait(limit: RequestLimit) -> int:
    # `limit.reset_at` is this in whole seconds, and up to one too many.
    return max(1, math.ceil(limit.window[0] - time.time()))
