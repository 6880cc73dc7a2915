"""Requests and answers about keys, plans and usage."""

from marshmallow import Schema, ValidationError, fields, validate

from app.accounts.keys import LONGEST_OVERLAP
from app.accounts.plans import NAMES
from app.core.http.fields import Email, Name, RequestSchema, Text, UtcDateTime
from app.core.principal import SCOPES

RESERVED_NAMES = frozenset({"commontrace", "commontrace seeds"})


def not_reserved(name: str) -> None:
    """Nobody calls himself what only this project may be called."""
    if " ".join(name.casefold().split()) in RESERVED_NAMES:
        raise ValidationError("This name is reserved.")


class KeyRequestIn(RequestSchema):
    """Who signs up, without a key: `email`, `display_name`, `invitation_code`. With one: the further key."""

    email = Email(load_default=None, allow_none=True)
    display_name = Name(maximum=100, load_default=None, allow_none=True, validate=not_reserved)
    invitation_code = Text(minimum=8, maximum=128, load_default=None, allow_none=True)
    name = Name(minimum=1, maximum=100, load_default=None, allow_none=True)
    scopes = fields.List(
        fields.String(validate=validate.OneOf(SCOPES)),
        validate=validate.Length(1, len(SCOPES)),
        load_default=None,
        allow_none=True,
    )
    expires_at = UtcDateTime(load_default=None, allow_none=True)


class RollIn(RequestSchema):
    overlap_seconds = fields.Integer(
        load_default=3600, strict=True, validate=validate.Range(0, int(LONGEST_OVERLAP.total_seconds()))
    )


class IssuedKeyOut(Schema):
    api_key = fields.String(required=True)
    user_id = fields.UUID(required=True)
    can_contribute = fields.Boolean(required=True)
    message = fields.String(required=True)
    key_id = fields.String(required=True)
    plan = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    expires_at = UtcDateTime(required=True, allow_none=True)


class KeyOut(Schema):
    id = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    scopes = fields.List(fields.String(), required=True)
    status = fields.String(required=True, validate=validate.OneOf(["active", "expired", "revoked"]))
    is_current = fields.Boolean(required=True)
    created_at = UtcDateTime(required=True)
    expires_at = UtcDateTime(required=True, allow_none=True)
    revoked_at = UtcDateTime(required=True, allow_none=True)
    last_used_at = UtcDateTime(required=True, allow_none=True)


class KeysOut(Schema):
    keys = fields.List(fields.Nested(KeyOut), required=True)


class KeyValidOut(Schema):
    valid = fields.Constant(True)
    user_id = fields.UUID(required=True, attribute="contributor_id")


class AllowanceOut(Schema):
    """`monthly`, `per_minute` and `burst` are null where the plan sets no limit, and so is what `remains`."""

    per_minute = fields.Float(required=True, allow_none=True)
    burst = fields.Integer(required=True, allow_none=True)
    monthly = fields.Integer(required=True, allow_none=True)
    used = fields.Integer(required=True)
    remaining = fields.Integer(required=True, allow_none=True)


class UsageDayOut(Schema):
    date = fields.Date(required=True)
    read = fields.Integer(required=True)
    write = fields.Integer(required=True)


class UsageIn(Schema):
    days = fields.Integer(load_default=30, strict=False, validate=validate.Range(1, 365))


class UsageOut(Schema):
    plan = fields.String(required=True)
    title = fields.String(required=True)
    max_keys = fields.Integer(required=True)
    page_size = fields.Integer(required=True)
    month_starts_at = UtcDateTime(required=True)
    resets_at = UtcDateTime(required=True)
    read = fields.Nested(AllowanceOut, required=True)
    write = fields.Nested(AllowanceOut, required=True)
    daily = fields.List(fields.Nested(UsageDayOut), required=True)


class PlanIn(RequestSchema):
    plan = fields.String(required=True, validate=validate.OneOf(NAMES))
    reason = Text(minimum=1, maximum=500, load_default=None, allow_none=True)


class PlanEventIn(RequestSchema):
    """`id` is of the sender's choice and heeded once. One of `contributor_id` and `email` says whose plan changes."""

    id = Text(minimum=1, maximum=200, required=True)
    contributor_id = fields.UUID(load_default=None, allow_none=True)
    email = Email(load_default=None, allow_none=True)
    plan = fields.String(required=True, validate=validate.OneOf(NAMES))
    reason = Text(minimum=1, maximum=500, load_default=None, allow_none=True)


class PlanChangeOut(Schema):
    old_plan = fields.String(required=True)
    new_plan = fields.String(required=True)
    actor = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    event_id = fields.String(required=True, allow_none=True)
    created_at = UtcDateTime(required=True)


class PlanChangesOut(Schema):
    contributor_id = fields.UUID(required=True)
    plan = fields.String(required=True)
    changes = fields.List(fields.Nested(PlanChangeOut), required=True)


class PlanEventOut(Schema):
    """`applied` is false for a message that was heeded before."""

    applied = fields.Boolean(required=True)
    plan = fields.String(required=True)
