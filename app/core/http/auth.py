"""Who is calling: the key of a request, and the scope that a route asks for."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from flask import current_app, g, request

from app.core.errors import Forbidden, NotAuthenticated
from app.core.principal import Principal

P = ParamSpec("P")
R = TypeVar("R")

Authenticate = Callable[[str], Principal]
"""Maps a presented key to its principal; raises NotAuthenticated, with one message for every bad key."""

AUTHENTICATE = "commontrace.authenticate"
HEADER = "commontrace.key_header"


def require(*scopes: str) -> Callable[[Callable[Concatenate[Principal, P], R]], Callable[P, R]]:
    """Let a request through to the view, which gets the principal first. 401 without a key, 403 without any scope."""

    def decorate(view: Callable[Concatenate[Principal, P], R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            principal: Principal = current_app.extensions[AUTHENTICATE](_presented_key())
            g.principal = principal
            if principal.scopes.isdisjoint(scopes):
                raise Forbidden(f"This key lacks the scope {' or '.join(map(repr, scopes))}.")
            return view(principal, *args, **kwargs)

        return guarded

    return decorate


def _presented_key() -> str:
    key = request.headers.get(current_app.extensions[HEADER], "").strip()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if not key and scheme.lower() == "bearer":
        key = token.strip()
    if not key:
        raise NotAuthenticated("Not authenticated")
    return key
