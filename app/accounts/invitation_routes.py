"""`/api/v1/invitations`: who is in lets others in."""

from typing import Any

from marshmallow import Schema, fields

from app.accounts import invitations, service
from app.core.http.auth import require
from app.core.http.fields import RequestSchema, Text, UtcDateTime
from app.core.http.parsing import Blueprint
from app.core.http.problems import ProblemOut
from app.core.principal import CONTRIBUTE, MODERATE, READ, Principal
from app.safety.service import require_no_secrets
from app.wiring import services

blueprint = Blueprint("invitations", __name__, url_prefix="/api/v1", description="Invitations")

KEEP_IT = "Share this code with one person -- it cannot be retrieved again"


class InviteIn(RequestSchema):
    note = Text(maximum=255, load_default=None, allow_none=True, blank=True)


class InviteOut(Schema):
    code = fields.String(required=True)
    door = fields.String(required=True)
    invites_remaining = fields.Integer(required=True)
    message = fields.Constant(KEEP_IT)


class RedeemIn(RequestSchema):
    code = Text(minimum=8, maximum=128, required=True)


class RedeemOut(Schema):
    can_contribute = fields.Boolean(required=True)
    entry_door = fields.String(required=True)
    invites_remaining = fields.Integer(required=True)


class InvitationOut(Schema):
    id = fields.UUID(required=True)
    door = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)
    created_at = UtcDateTime(required=True)
    redeemed = fields.Boolean(required=True)


class InvitationsOut(Schema):
    invitations = fields.List(fields.Nested(InvitationOut), required=True)
    invites_remaining = fields.Integer(required=True)


@blueprint.route("/invitations", methods=["POST"])
@require(CONTRIBUTE, MODERATE)
@blueprint.arguments(InviteIn)
@blueprint.response(201, InviteOut)
def invite(principal: Principal, body: dict[str, Any]) -> dict[str, Any]:
    """Make a code that lets one other contribute. Costs one of your invitations; moderators have no limit."""
    wired = services()
    is_moderator = MODERATE in principal.scopes
    if not is_moderator:
        service.require_contributor(principal, wired.settings.contribution_gate)
    require_no_secrets({"note": body["note"]})
    with wired.database.transaction() as session:
        code = invitations.invite(
            session, wired.settings.peppers[0], principal.contributor_id, body["note"], is_moderator=is_moderator
        )
    return {"code": code.text, "door": code.door, "invites_remaining": code.invites_remaining}


@blueprint.route("/invitations/redeem", methods=["POST"])
@require(READ, CONTRIBUTE, metered=False)
@blueprint.arguments(RedeemIn)
@blueprint.response(200, RedeemOut)
@blueprint.alt_response(404, schema=ProblemOut, description="The code isn't good, or was redeemed")
@blueprint.alt_response(409, schema=ProblemOut, description="You are in already, or made the code")
def redeem_invitation(principal: Principal, body: dict[str, Any]) -> dict[str, Any]:
    """Be let in by a code. Contributing still takes an e-mail."""
    wired = services()
    with wired.database.transaction() as session:
        entry = invitations.redeem(session, wired.settings.peppers, principal.contributor_id, body["code"])
    return {
        "can_contribute": principal.has_email,
        "entry_door": entry.door,
        "invites_remaining": entry.invites_remaining,
    }


@blueprint.route("/invitations", methods=["GET"])
@require(READ, metered=False)
@blueprint.response(200, InvitationsOut)
def list_invitations(principal: Principal) -> dict[str, Any]:
    """The invitations you made, newest first, without their codes, and how many you have left."""
    with services().database.reading() as session:
        rows, left = invitations.made_by(session, principal.contributor_id)
    shown = [
        {
            "id": row.id,
            "door": row.door,
            "note": row.note,
            "created_at": row.created_at,
            "redeemed": row.redeemed_at is not None,
        }
        for row in rows
    ]
    return {"invitations": shown, "invites_remaining": left}
