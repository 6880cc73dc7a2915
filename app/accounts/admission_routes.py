"""`/api/v1/admin`: operators let others in, and what operators did."""

from typing import Any

from marshmallow import Schema, fields, validate

from app.accounts import audit, invitations
from app.accounts.invitations import EARNED, FOUNDING, VOUCHED
from app.core.http.admin import operated
from app.core.http.fields import RequestSchema, Text, UtcDateTime
from app.core.http.parsing import Blueprint, user_id
from app.safety.service import require_no_secrets
from app.wiring import services

blueprint = Blueprint("admission", __name__, url_prefix="/api/v1/admin", description="Who may contribute")


class OperatorInviteIn(RequestSchema):
    count = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, 100))
    door = fields.String(load_default=FOUNDING, validate=validate.OneOf([FOUNDING, VOUCHED]))
    note = Text(maximum=255, load_default=None, allow_none=True, blank=True)


class CodesOut(Schema):
    codes = fields.List(fields.String(), required=True)
    door = fields.String(required=True)
    count = fields.Integer(required=True)


class LetInIn(RequestSchema):
    door = fields.String(load_default=EARNED, validate=validate.OneOf([EARNED, FOUNDING]))


class LetInOut(Schema):
    user_id = fields.UUID(required=True)
    door = fields.String(required=True)
    invites_remaining = fields.Integer(required=True)


class ActionsIn(RequestSchema):
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 500))
    before = fields.Integer(load_default=None, validate=validate.Range(1, 2**63 - 1))


class ActionOut(Schema):
    id = fields.Integer(required=True)
    actor = fields.String(required=True)
    action = fields.String(required=True)
    contributor_id = fields.UUID(required=True, allow_none=True)
    details = fields.Dict(required=True)
    created_at = UtcDateTime(required=True)


class ActionsOut(Schema):
    """`next_before` asks for what was done earlier, null at the end."""

    actions = fields.List(fields.Nested(ActionOut), required=True)
    next_before = fields.Integer(required=True, allow_none=True)


@blueprint.route("/invitations", methods=["POST"])
@operated
@blueprint.arguments(OperatorInviteIn)
@blueprint.response(201, CodesOut)
def invite_as_operator(actor: str, body: dict[str, Any]) -> dict[str, Any]:
    """Make codes that cost nobody an invitation. For the admin token, or a key with the scope `admin`."""
    require_no_secrets({"note": body["note"]})
    wired = services()
    with wired.database.transaction() as session:
        codes = invitations.invite_by_operator(
            session, wired.settings.peppers[0], body["count"], body["door"], body["note"]
        )
        audit.record(session, actor, audit.INVITED, count=len(codes), door=body["door"])
    return {"codes": codes, "door": body["door"], "count": len(codes)}


@blueprint.route("/contributors/<string:contributor_id>", methods=["POST"])
@operated
@blueprint.arguments(LetInIn)
@blueprint.response(200, LetInOut)
def let_contributor_in(actor: str, body: dict[str, Any], contributor_id: str) -> dict[str, Any]:
    """Let somebody contribute without a code. For the admin token, or a key with the scope `admin`."""
    who = user_id(contributor_id)
    with services().database.transaction() as session:
        entry = invitations.let_in(session, who, body["door"])
        audit.record(session, actor, audit.LET_IN, who, door=body["door"])
    return {"user_id": who, "door": entry.door, "invites_remaining": entry.invites_remaining}


@blueprint.route("/actions", methods=["GET"])
@operated
@blueprint.arguments(ActionsIn, location="query")
@blueprint.response(200, ActionsOut)
def list_actions(_actor: str, query: dict[str, Any]) -> dict[str, Any]:
    """What operators did, latest first. Changes of plans are kept with the contributor: `.../{id}/plan`."""
    with services().database.reading() as session:
        actions = audit.actions(session, query["before"], query["limit"])
    return {"actions": actions, "next_before": actions[-1].id if len(actions) == query["limit"] else None}
