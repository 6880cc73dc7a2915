"""Requests and answers about keys."""

from marshmallow import Schema, ValidationError, fields

from app.core.http.fields import Email, Name, RequestSchema

RESERVED_NAMES = frozenset({"commontrace", "commontrace seeds"})


def not_reserved(name: str) -> None:
    """Nobody calls himself what only this project may be called."""
    if " ".join(name.casefold().split()) in RESERVED_NAMES:
        raise ValidationError("This name is reserved.")


class SignUpIn(RequestSchema):
    email = Email(load_default=None, allow_none=True)
    display_name = Name(maximum=100, load_default=None, allow_none=True, validate=not_reserved)


class IssuedKeyOut(Schema):
    api_key = fields.String(required=True)
    user_id = fields.UUID(required=True, attribute="contributor_id")
    can_contribute = fields.Boolean(required=True)
    message = fields.Constant("Store this key securely -- it cannot be retrieved again")


class KeyValidOut(Schema):
    valid = fields.Constant(True)
    user_id = fields.UUID(required=True, attribute="contributor_id")
