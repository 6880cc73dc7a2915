"""Errors as RFC 9457 problem documents; the one place where an exception meets an HTTP status."""

from typing import Any

import orjson
from flask import Flask, Response, g
from marshmallow import Schema, fields
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.core.errors import DomainError, FieldError, NotAuthenticated, Unavailable
from app.core.logging import get_logger

log = get_logger(__name__)

# What clients of the v1 contract read for these statuses.
_DETAILS = {404: "Not Found", 405: "Method Not Allowed", 413: "Request body too large"}


class FaultOut(Schema):
    field = fields.String(required=True)
    message = fields.String(required=True)
    code = fields.String(required=True)


class ProblemOut(Schema):
    """The form of every error, for the API's description."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    request_id = fields.String(required=True)
    errors = fields.List(fields.Nested(FaultOut))
    resets_at = fields.String(metadata={"description": "With `quota_exceeded`: when the month ends"})


def problem(
    status: int, title: str, detail: str, code: str, errors: tuple[FieldError, ...] = (), **extra: Any
) -> Response:
    """A problem document. `detail` is always a string, as clients print it."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": g.get("request_id"),
        **extra,
    }
    if errors:
        body["errors"] = [{"field": e.field, "message": e.message, "code": e.code} for e in errors]
    return Response(orjson.dumps(body), status, content_type="application/problem+json")


def register_error_handlers(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(PoolTimeout, _database_error)
    app.register_error_handler(IntegrityError, _broken_reference)
    app.register_error_handler(BlockingIOError, _slow_client)
    app.register_error_handler(Exception, _unexpected)


def _domain_error(error: DomainError) -> Response:
    response = problem(error.status, error.title, error.detail, error.code, error.errors, **error.extra)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, NotAuthenticated):
        response.headers["WWW-Authenticate"] = "APIKey"
    return response


def _http_error(error: HTTPException) -> Response:
    if isinstance(error.response, Response):
        # Whoever raised it has said all there is to say, as limits by address do.
        return error.response
    status = error.code or 500
    title = error.name
    response = problem(status, title, _DETAILS.get(status, error.description or title), title.lower().replace(" ", "_"))
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after", "location"}:
            response.headers[name] = value
    return response


def _broken_reference(error: IntegrityError) -> Response:
    """Whose account was deleted a moment ago still has a key that is known as good, for about a second."""
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None) or ""
    if constraint.startswith("fk_") and constraint.endswith("_contributors"):
        return _domain_error(NotAuthenticated("Invalid API key"))
    return _unexpected(error)


def _slow_client(_error: BlockingIOError) -> Response:
    return problem(408, "Request Timeout", "The rest of the request didn't arrive in time.", "request_timeout")


def _database_error(error: Exception) -> Response:
    log.error("database_unavailable", exc_info=error)
    return _domain_error(Unavailable("The database can't be reached. Try again shortly.", retry_after=2))


def _unexpected(error: Exception) -> Response:
    log.error("unexpected_error", exc_info=error)
    return problem(500, "Internal Server Error", "Internal Server Error", "internal_error")
