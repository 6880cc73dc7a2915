"""Requests and answers about flags and decisions."""

from marshmallow import Schema, fields, validate

from app.core.http.fields import RequestSchema, Text, UtcDateTime
from app.moderation.service import CATEGORIES
from app.traces.schemas import TraceOut


class FlagIn(RequestSchema):
    reason = Text(minimum=1, maximum=1_000, required=True)
    category = fields.String(required=True, validate=validate.OneOf(CATEGORIES))


class FlagOut(Schema):
    trace_id = fields.UUID(required=True)
    flagged = fields.Boolean(required=True)
    category = fields.String(required=True)
    message = fields.String()


class QueueIn(RequestSchema):
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))
    offset = fields.Integer(load_default=0, validate=validate.Range(0, 100_000))


class RaisedFlagOut(Schema):
    category = fields.String(required=True)
    reason = fields.String(required=True)
    flagger_id = fields.UUID(required=True)
    created_at = UtcDateTime(required=True)


class FlaggedTraceOut(TraceOut):
    """It only describes, as TraceOut does."""

    contributor_name = fields.String(required=True, allow_none=True)
    flags = fields.List(fields.Nested(RaisedFlagOut), required=True)


class RemovalIn(RequestSchema):
    reason = Text(maximum=1_000, load_default=None, allow_none=True)


class DeletedOut(Schema):
    deleted = fields.Boolean(required=True)
    trace_id = fields.UUID(required=True)


class DismissalIn(RequestSchema):
    reason = Text(minimum=1, maximum=1_000, required=True)


class DismissedOut(Schema):
    trace_id = fields.UUID(required=True)
    flags_resolved = fields.Integer(required=True)


class RedactedOut(Schema):
    redacted = fields.Boolean(required=True)
    trace_id = fields.UUID(required=True)
    revision = fields.Integer(required=True)


class DecisionOut(Schema):
    action = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    revision = fields.Integer(required=True, allow_none=True)
    moderator_id = fields.UUID(required=True)
    flags_resolved = fields.Integer(required=True)
    created_at = UtcDateTime(required=True)


class DecisionsOut(Schema):
    decisions = fields.List(fields.Nested(DecisionOut), required=True)
