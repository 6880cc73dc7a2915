"""Requests and answers about traces, as the v1 contract names their fields."""

from typing import Any

from marshmallow import Schema, fields, missing, validate

from app.core.http.fields import JsonObject, RequestSchema, Text, Texts, UtcDateTime
from app.core.http.problems import ProblemOut
from app.traces.duplicates import ON_DUPLICATE, WARN


class TraceIn(RequestSchema):
    title = Text(minimum=1, maximum=200, required=True)
    context_text = Text(minimum=1, maximum=50_000, required=True)
    solution_text = Text(minimum=1, maximum=50_000, required=True)
    tags = Texts(most=20, item_maximum=200, load_default=list)
    agent_model = Text(maximum=100, load_default=None, allow_none=True, blank=True)
    agent_version = Text(maximum=50, load_default=None, allow_none=True, blank=True)
    metadata_json = JsonObject(load_default=dict, allow_none=True, max_characters=10_000)
    supersedes_trace_id = fields.UUID(load_default=None, allow_none=True)
    review_after = UtcDateTime(load_default=None, allow_none=True)
    watch_condition = Text(maximum=500, load_default=None, allow_none=True, blank=True)
    tokens_to_resolution = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, 50_000_000)
    )
    on_duplicate = fields.String(load_default=WARN, validate=validate.OneOf(ON_DUPLICATE))


class TraceEditIn(TraceIn):
    """The content of a trace anew. What may be left out, and is, stays as it is: a reader isn't told all of it."""

    class Meta(RequestSchema.Meta):
        exclude = ("supersedes_trace_id", "on_duplicate")

    def on_bind_field(self, field_name: str, field_obj: fields.Field[Any]) -> None:
        field_obj.load_default = missing


class SimilarOut(Schema):
    """A trace that may say the same. `score` is the cosine of the vectors of both."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    score = fields.Float(required=True)
    status = fields.String(required=True)
    trust_score = fields.Float(required=True)


class NearDuplicateOut(ProblemOut):
    """`similar` is missing where the conflict is another request with this `Idempotency-Key`."""

    similar = fields.List(fields.Nested(SimilarOut))


class TraceAcceptedOut(Schema):
    id = fields.UUID(required=True)
    status = fields.String(required=True)
    message = fields.String(required=True)
    duplicate = fields.Boolean(required=True)
    tags = fields.List(fields.String(), required=True)
    tags_changed = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    tags_dropped = fields.List(fields.String(), required=True)
    similar = fields.List(
        fields.Nested(SimilarOut),
        required=True,
        allow_none=True,
        metadata={"description": "Nearest first; null when nobody looked, or not to the end within the time for it"},
    )
    linked = fields.List(
        fields.UUID(), required=True, metadata={"description": "Those of `similar` that it was linked to as RELATED"}
    )


class OutcomeCountsOut(Schema):
    """What came of applying a trace: the latest word of each contributor, counted."""

    worked = fields.Integer(required=True)
    partly = fields.Integer(required=True)
    failed = fields.Integer(required=True)
    tried = fields.Integer(required=True)
    last_worked_at = UtcDateTime(required=True, allow_none=True)
    last_worked_on = fields.Dict(required=True, allow_none=True)
    summary = fields.String(required=True, allow_none=True)


class RelatedOut(Schema):
    """A linked trace. SUPERSEDED_BY and CONTRADICTED_BY are links that others have to this one."""

    id = fields.UUID(required=True)
    title = fields.String(required=True)
    relationship_type = fields.String(required=True)
    strength = fields.Float(required=True)


class SuccessorOut(Schema):
    id = fields.UUID(required=True)
    title = fields.String(required=True)


class TraceFieldsOut(Schema):
    """What a trace shows everywhere. It only describes: answers are made of `reading.View` as it is, for speed."""

    id = fields.UUID(required=True)
    status = fields.String(required=True)
    title = fields.String(required=True)
    context_text = fields.String(required=True)
    solution_text = fields.String(required=True)
    trust_score = fields.Float(required=True)
    tags = fields.List(fields.String(), required=True)
    depth_score = fields.Integer(required=True)
    somatic_intensity = fields.Float(required=True)
    impact_level = fields.String(required=True)
    retrieval_count = fields.Integer(required=True)
    trace_type = fields.String(required=True)
    context_fingerprint = fields.Dict(required=True, allow_none=True)
    convergence_level = fields.Integer(required=True, allow_none=True)
    memory_temperature = fields.String(required=True, allow_none=True)
    valid_from = UtcDateTime(required=True)
    valid_until = UtcDateTime(required=True, allow_none=True)
    contributor_id = fields.UUID(required=True)
    contributor_name = fields.String(required=True)
    created_at = UtcDateTime(required=True)
    upvote_count = fields.Integer(required=True)
    downvote_count = fields.Integer(required=True)
    outcomes = fields.Nested(OutcomeCountsOut, required=True)
    stale_reason = fields.String(required=True, allow_none=True)
    is_expired = fields.Boolean(required=True)
    superseded_by = fields.Nested(SuccessorOut, required=True, allow_none=True)
    related_traces = fields.List(fields.Nested(RelatedOut), required=True)


class TraceOut(TraceFieldsOut):
    confirmation_count = fields.Integer(required=True)
    half_life_days = fields.Integer(required=True, allow_none=True)
    is_stale = fields.Boolean(required=True)
    is_flagged = fields.Boolean(required=True)
    visibility = fields.String(required=True)
    revision = fields.Integer(required=True)
    updated_at = UtcDateTime(required=True)
