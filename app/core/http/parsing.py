"""Request bodies and query strings into validated data, with every fault reported at once."""

import math
import uuid
from collections.abc import Iterator
from typing import Any, NoReturn

import marshmallow as ma
import orjson
from flask import Request
from flask_smorest import Blueprint as SmorestBlueprint
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import RequestEntityTooLarge

from app.core.errors import FieldError, Invalid

MOST_FAULTS = 20
"""Told at once; who has more has something else to mend first."""


class BodyParser(FlaskParser):
    """JSON is read whatever the content type says, as some clients send none."""

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        body = req.get_data(cache=True)
        if req.content_length is None and len(body) >= (req.max_content_length or math.inf):
            # A chunked body says nothing of its length, and is cut where the limit is.
            raise RequestEntityTooLarge
        if not body.strip():
            raise Invalid("The request body must be a JSON object; it is empty.", errors=(FieldError("body", "Empty"),))
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            message = f"The request body is not valid JSON: {error}"
            raise Invalid(message, errors=(FieldError("body", str(error), "json_invalid"),)) from None

    def handle_error(self, error: ma.ValidationError, *args: Any, **kwargs: Any) -> NoReturn:
        # The parser puts the messages of each location under its name.
        raise _invalid([pair for messages in error.normalized_messages().values() for pair in _flatten(messages, "")])


class Blueprint(SmorestBlueprint):
    """A blueprint whose requests are parsed as above."""

    ARGUMENTS_PARSER = BodyParser()


def parse(schema: ma.Schema, content: dict[str, Any]) -> dict[str, Any]:
    """Content that didn't come by HTTP, held to the same schema. Raises Invalid."""
    try:
        loaded: dict[str, Any] = schema.load(content)
    except ma.ValidationError as error:
        raise _invalid(list(_flatten(error.normalized_messages(), ""))) from None
    return loaded


def user_id(text: str) -> uuid.UUID:
    """The id in a path where contract v1 answers 422 to what isn't one, not 404. Raises Invalid."""
    try:
        return uuid.UUID(text)
    except ValueError:
        message = "Invalid user id"
        raise Invalid(message, errors=(FieldError("user_id", message),)) from None


def _invalid(messages: list[tuple[str, str]]) -> Invalid:
    faults = tuple(FieldError(path or "body", message) for path, message in messages[:MOST_FAULTS])
    if len(messages) > MOST_FAULTS:
        faults += (FieldError("body", f"There are {len(messages) - MOST_FAULTS} more faults"),)
    return Invalid("; ".join(_sentence(fault) for fault in faults), errors=faults)


def _flatten(messages: Any, path: str) -> Iterator[tuple[str, str]]:
    """Marshmallow's nested messages as (dotted path, message) pairs."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            # `_schema` marks a fault of the object as a whole.
            yield from _flatten(inner, path if key == "_schema" else f"{path}.{key}".lstrip("."))
    elif isinstance(messages, list):
        for inner in messages:
            yield from _flatten(inner, path)
    else:
        yield path, str(messages)


def _sentence(fault: FieldError) -> str:
    message = fault.message.rstrip(".")
    return message if fault.field == "body" else f"{fault.field}: {message}"
