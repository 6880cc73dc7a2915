"""Routes for operators: the admin token, and what may be read on the machine itself."""

import hashlib
import hmac
from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Concatenate, ParamSpec, TypeVar

from flask import current_app, request
from flask_smorest import Blueprint

from app.core.errors import Forbidden, NotAuthenticated, Unavailable
from app.core.http.auth import authenticated, presented_key
from app.core.principal import ADMIN

P = ParamSpec("P")
R = TypeVar("R")

EXTENSION = "commontrace.admin"
HEADER = "X-Admin-Token"

_PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


def require_admin_token() -> None:
    """Raises Unavailable when no token is set, NotAuthenticated when the request's isn't it (raw or as SHA-256 hex)."""
    token: str | None = current_app.extensions[EXTENSION]
    if not token:
        raise Unavailable("Admin dashboard disabled. Set ADMIN_DASHBOARD_TOKEN env var.")
    presented = request.headers.get(HEADER, "").encode()
    digest = hashlib.sha256(token.encode()).hexdigest().encode()
    if not any([hmac.compare_digest(presented, token.encode()), hmac.compare_digest(presented, digest)]):
        raise NotAuthenticated("Invalid admin token")


def operated(view: Callable[Concatenate[str, P], R]) -> Callable[P, R]:
    """Let operators through to the view, which gets first who it is, for the records. Counts against no plan.

    By the admin token, or by a key with the scope `admin`; a token that is sent decides. 401, 403, and 503 where a
    token is needed and none is set. The description says so.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        return view(_operator(), *args, **kwargs)

    described: Callable[P, R] = Blueprint.doc(security=[{"key": []}, {"admin": []}])(guarded)
    return described


def _operator() -> str:
    key = presented_key()
    if key is None or HEADER in request.headers:
        require_admin_token()
        return "admin token"
    principal = authenticated(key, writes=False)
    if ADMIN not in principal.scopes:
        raise Forbidden(f"This key lacks the scope '{ADMIN}'.")
    return f"key {principal.key_id}"


def require_loopback_or_admin_token() -> None:
    """Let a scraper on this machine in without a token, but nobody whom a proxy on this machine speaks for."""
    direct = not any(name in request.headers for name in _PROXY_HEADERS)
    if not (direct and request.remote_addr and ip_address(request.remote_addr).is_loopback):
        require_admin_token()
