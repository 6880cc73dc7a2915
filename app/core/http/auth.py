"""Who is calling: the key of a request, and the scope that a route asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from flask import current_app, g, request

from app.core.errors import Forbidden, NotAuthenticated
from app.core.http.limits import meter
from app.core.principal import READ, Principal

P = ParamSpec("P")
R = TypeVar("R")

Authenticate = Callable[[str, bool], Principal]
"""Maps a presented key, and whether it is to write with, to its principal.

Raises NotAuthenticated, with one message for every bad key.
"""

AUTHENTICATE = "commontrace.authenticate"
HEADER = "commontrace.key_header"

_READING = frozenset({"GET", "HEAD"})


def require(*scopes: str, metered: bool = True) -> Callable[[Callable[Concatenate[Principal, P], R]], Callable[P, R]]:
    """Let a request through to the view, which gets the principal first, and count it against the plan.

    401 without a key, 403 without any of the scopes, 429 beyond the plan. What asks for the scope `read`, and whatever
    is got, counts as a read; all else is a write.
    """

    def decorate(view: Callable[Concatenate[Principal, P], R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            writes = READ not in scopes and request.method not in _READING
            principal = authenticated(presented_key(), writes=writes)
            if principal.scopes.isdisjoint(scopes):
                raise Forbidden(f"This key lacks the scope {' or '.join(map(repr, scopes))}.")
            if metered:
                meter(principal, "write" if writes else "read")
            return view(principal, *args, **kwargs)

        return guarded

    return decorate


def authenticated(key: str | None, *, writes: bool) -> Principal:
    """Who presents this key, to write with or only to read. Raises NotAuthenticated."""
    if key is None:
        raise NotAuthenticated("Not authenticated")
    principal: Principal = current_app.extensions[AUTHENTICATE](key, writes)
    g.principal = principal
    return principal


def presented_key() -> str | None:
    """The key of this request, from the key's header or as a bearer token; None where there is none."""
    key = request.headers.get(current_app.extensions[HEADER], "").strip()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not key and scheme.lower() == "bearer":
        key = token.strip()
    return key or None
