"""What every request gets: an id, a log line, a body limit."""

import time
import uuid

import structlog
from flask import Flask, Response, g, request

from app.core.logging import get_logger

log = get_logger("app.request")

MAX_BODY_BYTES = 1_048_576


def register_request_hooks(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.before_request(_begin)
    app.after_request(_finish)


def _begin() -> None:
    g.request_id = str(uuid.uuid4())
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    response.headers["X-Content-Type-Options"] = "nosniff"
    log.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        ms=round((time.perf_counter() - g.started) * 1000, 1),
        key_id=g.principal.key_id if "principal" in g else None,
    )
    return response
