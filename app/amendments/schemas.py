"""Requests and answers about amendments and the history of a trace."""

from marshmallow import Schema, fields, validate

from app.amendments.rules import STATUSES
from app.core.http.cursors import Cursor
from app.core.http.fields import RequestSchema, Text, UtcDateTime


class AmendmentIn(RequestSchema):
    improved_solution = Text(minimum=1, maximum=50_000, required=True)
    explanation = Text(minimum=1, maximum=5_000, required=True)


class RejectionIn(RequestSchema):
    reason = Text(minimum=1, maximum=1_000, required=True)


class AmendmentOut(Schema):
    id = fields.UUID(required=True)
    original_trace_id = fields.UUID(required=True, attribute="trace_id")
    submitter_id = fields.UUID(required=True)
    improved_solution = fields.String(required=True)
    explanation = fields.String(required=True)
    created_at = UtcDateTime(required=True)
    status = fields.String(required=True)
    base_revision = fields.Integer(required=True)
    decider_id = fields.UUID(required=True, allow_none=True)
    decided_at = UtcDateTime(required=True, allow_none=True)
    reason = fields.String(required=True, allow_none=True)
    made_revision = fields.Integer(required=True, allow_none=True)


class AmendmentsIn(RequestSchema):
    status = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(STATUSES))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 50))
    before = Cursor(load_default=None, allow_none=True)
    """From the `next_before` of the page before."""


class AmendmentsOut(Schema):
    amendments = fields.List(fields.Nested(AmendmentOut), required=True)
    next_before = Cursor(required=True, allow_none=True)


class RevisionsIn(RequestSchema):
    limit = fields.Integer(load_default=10, validate=validate.Range(1, 50))
    before = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 2**31 - 1))
    """From the `next_before` of the page before."""


class RevisionOut(Schema):
    """`diff` is against the revision before; null for the first and beside a redacted one, cut where it is long."""

    revision = fields.Integer(required=True)
    editor_id = fields.UUID(required=True)
    created_at = UtcDateTime(required=True)
    diff = fields.String(required=True, allow_none=True)
    is_diff_cut = fields.Boolean(required=True)
    is_redacted = fields.Boolean(required=True)


class RevisionsOut(Schema):
    revisions = fields.List(fields.Nested(RevisionOut), required=True)
    next_before = fields.Integer(required=True, allow_none=True)
