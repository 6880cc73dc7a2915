"""What every request gets: an id, a log line, a body limit."""

import re
import time
import uuid

import structlog
from flask import Flask, Response, g, request
from opentelemetry.trace import SpanKind

from app.core import metrics
from app.core.logging import get_logger
from app.core.tracing import remote_context, tracer

log = get_logger("app.request")

MAX_BODY_BYTES = 1_048_576

_SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,128}")
_METHODS = {name: name for name in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")}


def register_request_hooks(app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_request(_end)


def _begin() -> None:
    inbound = request.headers.get("X-Request-ID", "")
    g.request_id = inbound if _SANE_ID.fullmatch(inbound) else str(uuid.uuid4())
    g.started = time.perf_counter()
    span = tracer.start_as_current_span(
        f"{request.method} {_route()}",
        context=remote_context(request.headers.get("traceparent")),
        kind=SpanKind.SERVER,
        attributes={"http.request.method": request.method, "http.route": _route(), "request_id": g.request_id},
    )
    g.span = span
    span.__enter__()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _finish(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.request_id
    took = time.perf_counter() - g.started
    route = _route()
    metrics.HTTP_REQUESTS.labels(_METHODS.get(request.method, "other"), route, response.status_code).inc()
    metrics.HTTP_DURATION.labels(route).observe(took)
    # Neither query strings nor bodies are logged: what agents ask may hold what they shouldn't have sent.
    log.info(
        "request",
        method=request.method,
        route=route,
        status=response.status_code,
        ms=round(took * 1000, 1),
        key_id=g.principal.key_id if "principal" in g else None,
    )
    return response


def _end(_error: BaseException | None) -> None:
    span = g.pop("span", None)
    if span is not None:
        span.__exit__(None, None, None)


def _route() -> str:
    """The rule, not the path, which anybody may invent any number of."""
    return request.url_rule.rule if request.url_rule else "unknown"
