"""Routes for operators: the admin token, and what may be read on the machine itself."""

import hashlib
import hmac
from ipaddress import ip_address

from flask import current_app, request

from app.core.errors import Forbidden, NotAuthenticated, Unavailable
from app.core.http.auth import authenticated, presented_key
from app.core.principal import ADMIN

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


def require_admin() -> str:
    """Let operators through, by token or by a key with the scope `admin`; returns who it is, for the records.

    Raises NotAuthenticated, Forbidden, Unavailable.
    """
    key = presented_key()
    if key is None:
        require_admin_token()
        return "admin token"
    principal = authenticated(key)
    if ADMIN not in principal.scopes:
        raise Forbidden(f"This key lacks the scope '{ADMIN}'.")
    return f"key {principal.key_id}"


def require_loopback_or_admin_token() -> None:
    """Let a scraper on this machine in without a token, but nobody whom a proxy on this machine speaks for."""
    direct = not any(name in request.headers for name in _PROXY_HEADERS)
    if not (direct and request.remote_addr and ip_address(request.remote_addr).is_loopback):
        require_admin_token()
