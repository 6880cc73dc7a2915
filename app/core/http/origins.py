"""Which pages of other origins may call the API from a browser (CORS)."""

from collections.abc import Sequence

from flask import Flask
from flask_cors import CORS

from app.core.http import admin, idempotency
from app.core.http.limits import PAGE_SIZE_HEADER

# A browser hides from a page every other header of an answer that it isn't told of.
EXPOSED = (
    "ETag",
    "Location",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    PAGE_SIZE_HEADER,
    "X-Request-ID",
    "Idempotency-Replayed",
)
REMEMBER_S = 600
"""So long a browser may go by one preflight."""


def register_origins(app: Flask, origins: Sequence[str], key_header: str) -> None:
    """Let pages of these origins, `https://app.example.org` say, read answers of the API; none: nobody's.

    Keys come in a header that a page must set itself, never by cookies, so credentials stay off.
    """
    if not origins:
        return
    sent = (key_header, admin.HEADER, "Authorization", "Content-Type", idempotency.HEADER, "If-Match", "If-None-Match")
    CORS(
        app,
        origins=list(origins),
        methods=["GET", "HEAD", "POST", "PUT", "DELETE"],
        allow_headers=[*sent, "X-Request-ID"],
        expose_headers=list(EXPOSED),
        supports_credentials=False,
        max_age=REMEMBER_S,
    )
