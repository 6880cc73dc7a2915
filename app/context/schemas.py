"""Requests and answers of context packs."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.context.rules import MOST_SUBQUERIES
from app.core.http.fields import RequestSchema, Text, Texts

LEAST_BUDGET, MOST_BUDGET, USUAL_BUDGET = 100, 32_000, 2_000


class ContextIn(RequestSchema):
    task = Text(maximum=8_000, load_default=None, allow_none=True, blank=True)
    query = Text(maximum=8_000, load_default=None, allow_none=True, blank=True)
    queries = Texts(most=MOST_SUBQUERIES, item_maximum=8_000, load_default=list)
    errors = Texts(most=MOST_SUBQUERIES, item_maximum=20_000, load_default=list)
    files = Texts(most=50, item_maximum=500, load_default=list)
    language = Text(maximum=50, load_default=None, allow_none=True, blank=True)
    framework = Text(maximum=50, load_default=None, allow_none=True, blank=True)
    tags = Texts(most=10, item_maximum=200, load_default=list)
    budget_tokens = fields.Integer(
        load_default=USUAL_BUDGET, strict=True, validate=validate.Range(LEAST_BUDGET, MOST_BUDGET)
    )
    format = fields.String(load_default="markdown", validate=validate.OneOf(("markdown", "json")))

    @validates_schema
    def _asks_something(self, data: dict[str, Any], **_: Any) -> None:
        asked = [data["task"], data["query"], *data["queries"], *data["errors"]]
        count = sum(bool((text or "").strip()) for text in asked)
        if not count:
            raise ValidationError("At least one of 'task', 'query', 'queries' or 'errors' must say something")
        if count > MOST_SUBQUERIES:
            raise ValidationError(
                f"'task', 'query', 'queries' and 'errors' may be {MOST_SUBQUERIES} questions in all, are {count}"
            )


class CitationOut(Schema):
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    status = fields.String(required=True)
    trust_score = fields.Float(required=True)
    outcomes = fields.String(required=True, allow_none=True)
    age_days = fields.Integer(required=True)
    revision = fields.Integer(required=True)
    is_stale = fields.Boolean(required=True)
    stale_reason = fields.String(required=True, allow_none=True)
    part = fields.String(required=True, validate=validate.OneOf(("full", "essential")))
    text = fields.String(metadata={"description": "Markdown; only with format=json"})


class LeftOutOut(Schema):
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    why = fields.String(
        required=True, validate=validate.OneOf(("budget", "duplicate", "superseded", "expired", "weak"))
    )
    instead = fields.UUID(required=True, allow_none=True)


class SubqueryOut(Schema):
    source = fields.String(required=True, validate=validate.OneOf(("task", "query", "error")))
    answered = fields.Boolean(required=True)
    no_good_match = fields.Boolean(required=True)


class ContextOut(Schema):
    """Counted against the budget: `markdown`, or with format=json `notice`, `pieces` and `left_out`."""

    format = fields.String(required=True)
    notice = fields.String(required=True)
    markdown = fields.String(required=True, allow_none=True)
    pieces = fields.List(fields.Nested(CitationOut), required=True)
    left_out = fields.List(fields.Nested(LeftOutOut), required=True)
    left_out_more = fields.Integer(required=True)
    no_good_match = fields.Boolean(required=True)
    degraded = fields.Boolean(required=True)
    queries = fields.List(fields.Nested(SubqueryOut), required=True)
    budget_tokens = fields.Integer(required=True)
    used_tokens = fields.Integer(required=True)
