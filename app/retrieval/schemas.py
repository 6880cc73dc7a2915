"""Requests and answers of search."""

from typing import Any, get_args

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.core.http.fields import JsonObject, RequestSchema, Text, Texts
from app.traces.schemas import TraceFieldsOut
from search.query.spec import Mode


class SearchIn(RequestSchema):
    q = Text(maximum=2000, load_default=None, allow_none=True, blank=True)
    tags = Texts(most=10, item_maximum=200, load_default=list)
    limit = fields.Integer(load_default=10, validate=validate.Range(1, 50), strict=True)
    context = JsonObject(load_default=dict, allow_none=True, max_characters=10_000)
    include_expired = fields.Boolean(load_default=True)
    mode = fields.String(load_default="hybrid", validate=validate.OneOf(get_args(Mode)))

    @validates_schema
    def _asks_something(self, data: dict[str, Any], **_: Any) -> None:
        if not (data["q"] or "").strip() and not data["tags"]:
            raise ValidationError("At least one of 'q' or 'tags' must be provided")


class ResultOut(TraceFieldsOut):
    similarity_score = fields.Float(required=True)
    combined_score = fields.Float(required=True)
    matched_by = fields.List(fields.String(), required=True)


class AnswerOut(Schema):
    results = fields.List(fields.Nested(ResultOut), required=True)
    total = fields.Integer(required=True)
    query = fields.String(required=True, allow_none=True)
    degraded = fields.Boolean(required=True)
    mode = fields.String(required=True, allow_none=True, validate=validate.OneOf(get_args(Mode)))
