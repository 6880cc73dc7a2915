"""Answers for operators, which tell who did what."""

from marshmallow import Schema, fields

from app.analytics.schemas import TopTraceOut
from app.core.http.fields import OffsetDateTime


class AdminHealthOut(Schema):
    status = fields.Constant("ok")
    admin = fields.Constant(True)


class PersonOut(Schema):
    id = fields.UUID(required=True)
    email = fields.String(required=True, allow_none=True)
    display_name = fields.String(required=True, allow_none=True)
    country_code = fields.String(required=True, allow_none=True)
    platform = fields.String(required=True, allow_none=True)
    skill_version = fields.String(required=True, allow_none=True)
    install_source = fields.String(required=True, allow_none=True)
    reputation_score = fields.Float(required=True)
    is_moderator = fields.Boolean(required=True)
    is_admitted = fields.Boolean(required=True)
    entry_door = fields.String(required=True, allow_none=True)
    plan = fields.String(required=True)
    created_at = OffsetDateTime(required=True)
    last_seen_at = OffsetDateTime(required=True, allow_none=True)


class PeopleOut(Schema):
    users = fields.List(fields.Nested(PersonOut), required=True)


class PersonCountsOut(Schema):
    traces = fields.Integer(required=True)
    votes = fields.Integer(required=True)
    amendments = fields.Integer(required=True)
    total_retrievals = fields.Integer(required=True)


class PersonDetailOut(Schema):
    user = fields.Nested(PersonOut, required=True)
    counts = fields.Nested(PersonCountsOut, required=True)
    recent_traces = fields.List(fields.Nested(TopTraceOut), required=True)


class SignUpsDayOut(Schema):
    date = fields.Date(required=True)
    total = fields.Integer(required=True)
    with_email = fields.Integer(required=True)
    with_country = fields.Integer(required=True)


class SignUpsOut(Schema):
    days = fields.Integer(required=True)
    series = fields.List(fields.Nested(SignUpsDayOut), required=True)


class SkillSessionOut(Schema):
    id = fields.String(required=True)
    session_id = fields.String(required=True)
    stats = fields.Dict(required=True)
    reported_at = OffsetDateTime(required=True)


class SkillSessionsOut(Schema):
    sessions = fields.List(fields.Nested(SkillSessionOut), required=True)


class RecentTraceOut(TopTraceOut):
    status = fields.String(required=True)
    visibility = fields.String(required=True)
    somatic_intensity = fields.Float(required=True)
    impact_level = fields.String(required=True)
    contributor_email = fields.String(required=True, allow_none=True)
    contributor_display_name = fields.String(required=True, allow_none=True)
    contributor_country = fields.String(required=True, allow_none=True)


class RecentTracesOut(Schema):
    traces = fields.List(fields.Nested(RecentTraceOut), required=True)


class RecentVoteOut(Schema):
    id = fields.UUID(required=True)
    vote_type = fields.String(required=True)
    created_at = OffsetDateTime(required=True)
    voter_email = fields.String(required=True, allow_none=True)
    voter_display_name = fields.String(required=True, allow_none=True)
    trace_id = fields.UUID(required=True)
    trace_title = fields.String(required=True)


class RecentVotesOut(Schema):
    votes = fields.List(fields.Nested(RecentVoteOut), required=True)


class StagesOut(Schema):
    total_users = fields.Integer(required=True)
    installs = fields.Integer(required=True)
    pinged = fields.Integer(required=True)
    pinged_7d = fields.Integer(required=True)
    contributed = fields.Integer(required=True)
    voted = fields.Integer(required=True)
    amended = fields.Integer(required=True)


class FunnelOut(Schema):
    stages = fields.Nested(StagesOut, required=True)


class UserDeletedOut(Schema):
    deleted = fields.UUID(required=True)
    email = fields.String(required=True, allow_none=True)
