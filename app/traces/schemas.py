"""Requests and answers about traces, as the v1 contract names their fields."""

from typing import Any

from marshmallow import Schema, fields, validate

from app.accounts.rules import public_name
from app.core.http.fields import JsonObject, RequestSchema, Text, Texts, UtcDateTime
from app.traces.models import Trace
from app.traces.rules import UNDER_REVIEW


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


class TraceAcceptedOut(Schema):
    id = fields.UUID(required=True)
    status = fields.String(required=True)
    message = fields.String(required=True)
    duplicate = fields.Boolean(required=True)
    tags = fields.List(fields.String(), required=True)
    tags_changed = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    tags_dropped = fields.List(fields.String(), required=True)


class TraceFieldsOut(Schema):
    """What a trace shows everywhere. The object given has a `trace` with author and usage loaded."""

    id = fields.UUID(required=True, attribute="trace.id")
    status = fields.String(required=True, attribute="trace.status")
    title = fields.String(required=True, attribute="trace.title")
    context_text = fields.String(required=True, attribute="trace.context_text")
    solution_text = fields.String(required=True, attribute="trace.solution_text")
    trust_score = fields.Float(required=True, attribute="trace.trust_score")
    tags = fields.List(fields.String(), required=True, attribute="trace.tags")
    depth_score = fields.Integer(required=True, attribute="trace.depth_score")
    somatic_intensity = fields.Float(required=True, attribute="trace.somatic_intensity")
    impact_level = fields.String(required=True, attribute="trace.impact_level")
    retrieval_count = fields.Integer(required=True, attribute="trace.usage.retrieval_count")
    trace_type = fields.String(required=True, attribute="trace.trace_type")
    context_fingerprint = fields.Dict(required=True, allow_none=True, attribute="trace.context_fingerprint")
    convergence_level = fields.Integer(required=True, allow_none=True, attribute="trace.convergence_level")
    memory_temperature = fields.String(required=True, allow_none=True, attribute="trace.memory_temperature")
    valid_from = UtcDateTime(required=True, attribute="trace.valid_from")
    valid_until = UtcDateTime(required=True, allow_none=True, attribute="trace.valid_until")
    contributor_id = fields.UUID(required=True, attribute="trace.contributor_id")
    contributor_name = fields.Function(lambda given: author_name(_trace(given)))
    created_at = UtcDateTime(required=True, attribute="trace.created_at")


class TraceOut(TraceFieldsOut):
    confirmation_count = fields.Integer(required=True, attribute="trace.confirmation_count")
    half_life_days = fields.Integer(required=True, allow_none=True, attribute="trace.half_life_days")
    is_stale = fields.Boolean(required=True, attribute="trace.is_stale")
    is_flagged = fields.Function(lambda given: _trace(given).visibility == UNDER_REVIEW)
    revision = fields.Integer(required=True, attribute="trace.revision")
    updated_at = UtcDateTime(required=True, attribute="trace.updated_at")


def author_name(trace: Trace) -> str:
    return public_name(trace.contributor_id, trace.contributor.display_name)


def shown(trace: Trace) -> dict[str, Any]:
    """The object that TraceOut presents."""
    return {"trace": trace}


def _trace(given: Any) -> Trace:
    found: Trace = given["trace"] if isinstance(given, dict) else given.trace
    return found
