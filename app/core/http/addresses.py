"""Limits by address, for whoever shows no key: on signing up, and on all that is open to everybody."""

import math
import time
from ipaddress import ip_address

from flask import Flask, Response, request
from flask_limiter import ApplicationLimit, Limiter, RequestLimit
from werkzeug.middleware.proxy_fix import ProxyFix

from app.core.http import auth
from app.core.http.problems import problem
from app.core.metrics import LIMITED

SIGN_UP_PATH = "/api/v1/keys"


def register_address_limits(
    app: Flask, *, redis_url: str, sign_ups: str, anonymous: str, trusted_proxies: int, timeout_s: float
) -> None:
    """Hold each address to these limits, written as `30 per hour`. Without Redis each process counts for itself.

    What a caller says of its address is believed only as far as `trusted_proxies` of our own have added to it.
    """
    if trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=trusted_proxies, x_proto=trusted_proxies)  # type: ignore[method-assign]
    Limiter(
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


def _address() -> str:
    return request.remote_addr or "unknown"


def _is_sign_up() -> bool:
    return request.method == "POST" and request.path.rstrip("/") == SIGN_UP_PATH and auth.presented_key() is None


def _is_known() -> bool:
    """Who shows a key is held to its plan; probes and scrapers on this machine to nothing."""
    if auth.presented_key() is not None:
        return True
    address = request.remote_addr
    return bool(address and ip_address(address).is_loopback and request.path in {"/health", "/ready", "/metrics"})


def _refuse(limit: RequestLimit) -> Response:
    wait = max(1, math.ceil(limit.reset_at - time.time()))
    LIMITED.labels("none", "sign-up" if _is_sign_up() else "anonymous", "address").inc()
    what = "keys made" if _is_sign_up() else "calls without a key"
    response = problem(
        429,
        "Too many requests",
        f"Too many {what} from this address: {limit.limit}. Try again in {wait} s.",
        "rate_limited",
    )
    response.headers["Retry-After"] = str(wait)
    return response
