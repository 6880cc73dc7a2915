"""Requests and answers about votes and outcomes."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.core.http.cursors import Cursor
from app.core.http.fields import JsonObject, RequestSchema, Text, UtcDateTime
from app.votes.rules import DOWN, DOWNVOTE_TAGS, FAILED, PARTLY, UP, WORKED


class VoteIn(RequestSchema):
    vote_type = fields.String(
        required=True, validate=validate.OneOf((UP, DOWN), error="vote_type must be 'up' or 'down'")
    )
    feedback_tag = Text(maximum=50, load_default=None, allow_none=True, blank=True)
    feedback_text = Text(maximum=5_000, load_default=None, allow_none=True, blank=True)
    voter_context = JsonObject(load_default=None, allow_none=True, max_characters=10_000)

    @validates_schema
    def _a_down_vote_says_why(self, data: dict[str, Any], **_: Any) -> None:
        if data["vote_type"] == DOWN and data["feedback_tag"] not in DOWNVOTE_TAGS:
            raise ValidationError(
                f"A downvote requires a feedback_tag from: {sorted(DOWNVOTE_TAGS)}", field_name="feedback_tag"
            )


class VoteOut(Schema):
    id = fields.UUID(required=True)
    trace_id = fields.UUID(required=True)
    voter_id = fields.UUID(required=True)
    vote_type = fields.String(required=True)
    feedback_tag = fields.String(required=True, allow_none=True)
    feedback_text = fields.String(required=True, allow_none=True)
    created_at = UtcDateTime(required=True)
    updated_at = UtcDateTime(required=True)
    revision = fields.Integer(required=True)
    weight = fields.Function(lambda vote: vote.weight / 1000)


class OutcomeIn(RequestSchema):
    result = fields.String(required=True, validate=validate.OneOf((WORKED, PARTLY, FAILED)))
    environment = JsonObject(load_default=dict, allow_none=True, max_characters=2_000)
    note = Text(maximum=5_000, load_default=None, allow_none=True, blank=True)


class OutcomeOut(Schema):
    id = fields.UUID(required=True)
    trace_id = fields.UUID(required=True)
    contributor_id = fields.UUID(required=True)
    result = fields.String(required=True)
    environment = fields.Dict(required=True)
    note = fields.String(required=True, allow_none=True)
    created_at = UtcDateTime(required=True)
    revision = fields.Integer(required=True)
    weight = fields.Function(lambda outcome: outcome.weight / 1000)


class PageIn(RequestSchema):
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
    before = Cursor(load_default=None, allow_none=True)
    """From the `next_before` of the page before."""


class VotesOut(Schema):
    votes = fields.List(fields.Nested(VoteOut), required=True)
    next_before = Cursor(required=True, allow_none=True)


class OutcomesOut(Schema):
    outcomes = fields.List(fields.Nested(OutcomeOut), required=True)
    next_before = Cursor(required=True, allow_none=True)
