"""Answers about everybody's use: numbers, without anybody's name or address."""

from marshmallow import Schema, fields, validate

from app.core.http.fields import OffsetDateTime


def limit(default: int, most: int) -> type[Schema]:
    """A query string with `limit`."""
    rule = validate.Range(1, most)
    return Schema.from_dict(
        {"limit": fields.Integer(load_default=default, validate=rule)}, name=f"LimitIn{default}To{most}"
    )


class DaysIn(Schema):
    days = fields.Integer(load_default=30, validate=validate.Range(1, 365))


class UsersOut(Schema):
    """`dau`, `wau`, `mau`: whose key was used, or whose client called, in the last day, 7 and 30 days."""

    total = fields.Integer(required=True)
    with_email = fields.Integer(required=True)
    new_7d = fields.Integer(required=True)
    new_30d = fields.Integer(required=True)
    dau = fields.Integer(required=True)
    wau = fields.Integer(required=True)
    mau = fields.Integer(required=True)


class TracesSumOut(Schema):
    """`seeds` of the total come with the server; they are never among the new ones."""

    total = fields.Integer(required=True)
    seeds = fields.Integer(required=True)
    new_7d = fields.Integer(required=True)
    new_30d = fields.Integer(required=True)
    total_retrievals = fields.Integer(required=True)


class NewOut(Schema):
    total = fields.Integer(required=True)
    new_7d = fields.Integer(required=True)


class SearchesOut(Schema):
    """Each search, and each context pack, is a session of its own."""

    distinct_sessions_7d = fields.Integer(required=True)
    distinct_sessions_30d = fields.Integer(required=True)
    retrievals_7d = fields.Integer(required=True)


class SummaryOut(Schema):
    generated_at = OffsetDateTime(required=True)
    users = fields.Nested(UsersOut, required=True)
    traces = fields.Nested(TracesSumOut, required=True)
    votes = fields.Nested(NewOut, required=True)
    amendments = fields.Nested(NewOut, required=True)
    searches = fields.Nested(SearchesOut, required=True)


class TimelineDayOut(Schema):
    date = fields.Date(required=True)
    signups = fields.Integer(required=True)
    traces = fields.Integer(required=True)
    votes = fields.Integer(required=True)
    search_sessions = fields.Integer(required=True)


class TimelineOut(Schema):
    days = fields.Integer(required=True)
    series = fields.List(fields.Nested(TimelineDayOut), required=True)


class TopTagOut(Schema):
    name = fields.String(required=True)
    trace_count = fields.Integer(required=True)


class TopTagsOut(Schema):
    tags = fields.List(fields.Nested(TopTagOut), required=True)


class TopTraceOut(Schema):
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    retrieval_count = fields.Integer(required=True)
    trust_score = fields.Float(required=True)
    created_at = OffsetDateTime(required=True)


class TopTracesOut(Schema):
    traces = fields.List(fields.Nested(TopTraceOut), required=True)


class TopContributorOut(Schema):
    name = fields.String(required=True)
    reputation_score = fields.Float(required=True)
    trace_count = fields.Integer(required=True)
    total_retrievals = fields.Integer(required=True)


class TopContributorsOut(Schema):
    contributors = fields.List(fields.Nested(TopContributorOut), required=True)


class CountryOut(Schema):
    code = fields.String(required=True)
    users = fields.Integer(required=True)


class CountriesOut(Schema):
    countries = fields.List(fields.Nested(CountryOut), required=True)


class ClientOut(Schema):
    name = fields.String(required=True)
    users = fields.Integer(required=True)


class ClientsOut(Schema):
    platforms = fields.List(fields.Nested(ClientOut), required=True)
    versions = fields.List(fields.Nested(ClientOut), required=True)
    sources = fields.List(fields.Nested(ClientOut), required=True)


class TriggerOut(Schema):
    name = fields.String(required=True)
    fired = fields.Integer(required=True)
    consumed = fields.Integer(required=True)
    consumption_rate = fields.Float(required=True)


class TriggersOut(Schema):
    sessions_reported = fields.Integer(required=True)
    triggers = fields.List(fields.Nested(TriggerOut), required=True)


class TopicOut(Schema):
    tag = fields.String(required=True)
    retrievals_7d = fields.Integer(required=True)
    new_traces_7d = fields.Integer(required=True)


class TopicsOut(Schema):
    window_days = fields.Integer(required=True)
    topics = fields.List(fields.Nested(TopicOut), required=True)


class AssistedOut(Schema):
    """Rates are null without anything to take them of."""

    window_days = fields.Integer(required=True)
    total_sessions = fields.Integer(required=True)
    sessions_with_counters = fields.Integer(required=True)
    searches_fired = fields.Integer(required=True)
    traces_consumed = fields.Integer(required=True)
    resolutions_total = fields.Integer(required=True)
    resolutions_assisted = fields.Integer(required=True)
    consumption_rate = fields.Float(required=True, allow_none=True)
    assisted_rate = fields.Float(required=True, allow_none=True)


class SavingsOut(Schema):
    total_minutes_saved = fields.Float(required=True)
    total_tokens_saved = fields.Integer(required=True)
    total_usd_saved = fields.Float(required=True)
    event_count = fields.Integer(required=True)


class ImpactOut(Schema):
    tokens_saved_for_others = fields.Integer(required=True)
    minutes_saved_for_others = fields.Integer(required=True)
    trace_count = fields.Integer(required=True)


class WantedOut(Schema):
    """`example` is one wording, redacted; `public_wording` what everybody is told, null while too few asked."""

    id = fields.UUID(required=True)
    example = fields.String(required=True)
    public_wording = fields.String(required=True, allow_none=True)
    tags = fields.List(fields.String(), required=True)
    count = fields.Integer(required=True)
    askers = fields.Integer(required=True)
    first_asked_at = OffsetDateTime(required=True)
    last_asked_at = OffsetDateTime(required=True)


class WantedBoardOut(Schema):
    misses = fields.List(fields.Nested(WantedOut), required=True)
