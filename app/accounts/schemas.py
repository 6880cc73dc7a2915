"""Requests and answers about keys."""

from marshmallow import Schema, fields

from app.core.http.fields import Email, RequestSchema, Text


class SignUpIn(RequestSchema):
    email = Email(load_default=None, allow_none=True)
    display_name = Text(maximum=100, load_default=None, allow_none=True, blank=True)


class IssuedKeyOut(Schema):
    api_key = fields.String(required=True)
    user_id = fields.UUID(required=True, attribute="contributor_id")
    can_contribute = fields.Boolean(required=True)
    message = fields.Constant("Store this key securely -- it cannot be retrieved again")


class KeyValidOut(Schema):
    valid = fields.Constant(True)
    user_id = fields.UUID(required=True, attribute="contributor_id")
