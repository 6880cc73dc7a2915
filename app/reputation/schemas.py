"""Answers about reputation."""

from marshmallow import Schema, fields, validate

from app.core.http.fields import RequestSchema, UtcDateTime


class DomainOut(Schema):
    domain_tag = fields.String(required=True, attribute="domain")
    wilson_score = fields.Float(required=True, attribute="score")
    upvote_count = fields.Integer(required=True)
    downvote_count = fields.Integer(required=True)


class StandingOut(Schema):
    user_id = fields.UUID(required=True)
    overall_wilson_score = fields.Float(required=True)
    domains = fields.List(fields.Nested(DomainOut), required=True)


class HistoryIn(RequestSchema):
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
    before = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 2**62))


class EventOut(Schema):
    """Weights are in units of a judgement at full strength; `domain` is null for the entry over all domains."""

    id = fields.Integer(required=True)
    domain = fields.Function(lambda event: event.domain or None)
    source = fields.String(required=True)
    source_id = fields.UUID(required=True, allow_none=True)
    reason = fields.String(required=True)
    positive = fields.Function(lambda event: (event.positive + event.newcomers_positive) / 1000)
    negative = fields.Function(lambda event: (event.negative + event.newcomers_negative) / 1000)
    by_newcomer = fields.Function(lambda event: bool(event.newcomers_positive or event.newcomers_negative))
    created_at = UtcDateTime(required=True)


class HistoryOut(Schema):
    events = fields.List(fields.Nested(EventOut), required=True)
    next_before = fields.Integer(required=True, allow_none=True)


class LeaderboardIn(RequestSchema):
    domain = fields.String(load_default="", validate=validate.Length(max=50))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class LeaderOut(Schema):
    user_id = fields.UUID(required=True)
    name = fields.String(required=True)
    wilson_score = fields.Float(required=True)
    upvote_count = fields.Integer(required=True)
    downvote_count = fields.Integer(required=True)


class LeaderboardOut(Schema):
    domain = fields.String(required=True, allow_none=True)
    leaders = fields.List(fields.Nested(LeaderOut), required=True)
