"""`/api/v1/keys`."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.accounts import invitations, keys, service
from app.accounts.keys import FreshKey, Minting, Wanted
from app.accounts.metering import plans
from app.accounts.models import ApiKey
from app.accounts.plans import ANONYMOUS, FREE
from app.accounts.schemas import IssuedKeyOut, KeyRequestIn, KeysOut, KeyValidOut, RollIn
from app.core.errors import FieldError, Invalid, NotFound
from app.core.http.auth import authenticated, presented_key, require
from app.core.http.limits import meter
from app.core.http.parsing import Blueprint
from app.core.http.problems import ProblemOut
from app.core.principal import CONTRIBUTE, READ, SCOPES, Principal
from app.safety.service import require_no_secrets
from app.wiring import services

blueprint = Blueprint("keys", __name__, url_prefix="/api/v1/keys", description="API keys")

STORE_IT = "Store this key securely -- it cannot be retrieved again"


@blueprint.route("", methods=["POST"])
@blueprint.doc(security=[{}, {"key": []}])
@blueprint.arguments(KeyRequestIn)
@blueprint.response(201, IssuedKeyOut)
@blueprint.alt_response(409, schema=ProblemOut, description="The e-mail is known, or there are as many keys as may be")
def create_key(body: dict[str, Any]) -> dict[str, Any]:
    """Without a key: sign up and get one; without an e-mail it reads only. With a key: get a further one.

    The further key belongs to the same contributor. It has the same scopes or fewer (`scopes`), a `name`, and ends at
    `expires_at` where that is given.
    """
    key = presented_key()
    return _sign_up(body) if key is None else _further(authenticated(key, writes=True), body)


@blueprint.route("", methods=["GET"])
@require(*SCOPES)
@blueprint.response(200, KeysOut)
def list_keys(principal: Principal) -> dict[str, Any]:
    """Your keys, newest first: those that work, and those that ended in the last 90 days. Never their secrets."""
    now = datetime.now(UTC)
    with services().database.reading() as session:
        return {"keys": [_shown(row, principal, now) for row in keys.listed(session, principal, now)]}


@blueprint.route("/<string(length=12):key_id>", methods=["DELETE"])
@require(*SCOPES)
@blueprint.response(204)
def revoke_key(principal: Principal, key_id: str) -> None:
    """End one of your keys, within a second. Only keys with no more scopes than the one that asks."""
    with services().database.transaction() as session:
        keys.revoke(session, principal, key_id)


@blueprint.route("/<string(length=12):key_id>/roll", methods=["POST"])
@require(*SCOPES)
@blueprint.arguments(RollIn)
@blueprint.response(201, IssuedKeyOut)
@blueprint.alt_response(409, schema=ProblemOut, description="The key has ended already")
def roll_key(principal: Principal, body: dict[str, Any], key_id: str) -> dict[str, Any]:
    """A new key in place of one of yours; the old one dies after `overlap_seconds`, at most seven days."""
    with services().database.transaction() as session:
        fresh = keys.roll(session, _minting(), principal, key_id, timedelta(seconds=body["overlap_seconds"]))
        return _issued(fresh, principal)


@blueprint.route("/verify", methods=["GET"])
@require(READ, metered=False)
@blueprint.response(200, KeyValidOut)
def verify_key(principal: Principal) -> Principal:
    """Is this key valid? Counts against no limit."""
    return principal


def _sign_up(body: dict[str, Any]) -> dict[str, Any]:
    misplaced = [name for name in ("name", "scopes", "expires_at") if body[name] is not None]
    if misplaced:
        message = "Can only be chosen for a further key: send the one that you have along"
        raise Invalid(f"{misplaced[0]}: {message}", errors=tuple(FieldError(name, message) for name in misplaced))
    require_no_secrets({"display_name": body["display_name"]})
    wired = services()
    with wired.database.transaction() as session:
        issued = service.sign_up(
            session,
            wired.settings.peppers[0],
            wired.settings.key_environment,
            body["email"],
            body["display_name"],
            gate=wired.settings.contribution_gate,
        )
        if body["invitation_code"] is not None:
            _let_in(session, issued.contributor_id, body["invitation_code"])
    can_contribute = issued.can_contribute or (body["invitation_code"] is not None and body["email"] is not None)
    return {
        "api_key": issued.api_key,
        "user_id": issued.contributor_id,
        "can_contribute": can_contribute,
        "message": STORE_IT,
        "key_id": issued.key_id,
        "plan": ANONYMOUS if body["email"] is None else FREE,
        "scopes": sorted((READ, CONTRIBUTE)),
        "expires_at": None,
    }


def _let_in(session: Session, contributor_id: uuid.UUID, code: str) -> None:
    try:
        invitations.redeem(session, services().settings.peppers, contributor_id, code)
    except NotFound as error:
        fault = FieldError("invitation_code", error.detail, "invalid_code")
        raise Invalid(error.detail, errors=(fault,)) from None


def _further(principal: Principal, body: dict[str, Any]) -> dict[str, Any]:
    meter(principal, "write")
    misplaced = [name for name in ("email", "display_name", "invitation_code") if body[name] is not None]
    if misplaced:
        message = "Belongs to signing up, which is done without a key"
        raise Invalid(f"{misplaced[0]}: {message}", errors=tuple(FieldError(name, message) for name in misplaced))
    require_no_secrets({"name": body["name"]})
    wanted = Wanted(body["name"], body["scopes"], body["expires_at"])
    wired = services()
    with wired.database.transaction() as session:
        fresh = keys.create(session, _minting(), principal, wanted, plans()[principal.plan].max_keys)
        return _issued(fresh, principal)


def _minting() -> Minting:
    settings = services().settings
    return Minting(settings.peppers[0], settings.key_environment)


def _issued(fresh: FreshKey, principal: Principal) -> dict[str, Any]:
    gate = services().settings.contribution_gate
    return {
        "api_key": fresh.text,
        "user_id": principal.contributor_id,
        "can_contribute": CONTRIBUTE in fresh.row.scopes and service.may_contribute(principal, gate),
        "message": STORE_IT,
        "key_id": fresh.row.id,
        "plan": principal.plan,
        "scopes": fresh.row.scopes,
        "expires_at": fresh.row.expires_at,
    }


def _shown(row: ApiKey, principal: Principal, now: datetime) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "scopes": row.scopes,
        "status": keys.state(row, now),
        "is_current": row.id == principal.key_id,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
        "revoked_at": row.revoked_at,
        "last_used_at": row.last_used_at,
    }
