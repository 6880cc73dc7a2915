"""The answer about the state of the knowledge."""

from marshmallow import Schema, fields

from app.core.http.fields import OffsetDateTime


class TrustOut(Schema):
    avg = fields.Float(required=True)
    min = fields.Float(required=True)
    max = fields.Float(required=True)
    distrusted = fields.Integer(required=True)
    trusted = fields.Integer(required=True)
    flagged = fields.Integer(required=True)


class StaleTraceOut(Schema):
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    reason = fields.String(required=True)


class StaleOut(Schema):
    count = fields.Integer(required=True)
    stored = fields.Integer(required=True)
    traces = fields.List(fields.Nested(StaleTraceOut), required=True)


class ConvergenceOut(Schema):
    clusters = fields.Integer(required=True)
    levels = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class ConflictEndOut(Schema):
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    trust = fields.Float(required=True)


class ConflictOut(Schema):
    a = fields.Nested(ConflictEndOut, required=True)
    b = fields.Nested(ConflictEndOut, required=True)
    problem_similarity = fields.Float(required=True, allow_none=True)
    solution_similarity = fields.Float(required=True, allow_none=True)
    divergence = fields.Float(required=True, allow_none=True)


class DuplicateOut(Schema):
    id = fields.UUID(required=True)
    title = fields.String(required=True)
    canonical = fields.Boolean(required=True)


class ClusterOut(Schema):
    size = fields.Integer(required=True)
    max_similarity = fields.Float(required=True)
    canonical_id = fields.UUID(required=True)
    traces = fields.List(fields.Nested(DuplicateOut), required=True)


class WarningOut(Schema):
    note = fields.String(required=True)
    conflicts = fields.List(fields.Nested(ConflictOut), required=True)
    duplicate_clusters = fields.List(fields.Nested(ClusterOut), required=True)
    thresholds = fields.Dict(keys=fields.String(), values=fields.Float(), required=True)


class ConsolidationOut(Schema):
    started_at = OffsetDateTime(required=True)
    status = fields.String(required=True)


class KnowledgeHealthOut(Schema):
    total_traces = fields.Integer(required=True)
    health_score = fields.Integer(required=True)
    trust = fields.Nested(TrustOut, required=True)
    temperature = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    stale = fields.Nested(StaleOut, required=True)
    convergence = fields.Nested(ConvergenceOut, required=True)
    relationships = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    early_warning = fields.Nested(WarningOut, required=True)
    last_consolidation = fields.Nested(ConsolidationOut, required=True, allow_none=True)
