"""`/api/v1/keys`."""

from typing import Any

from app.accounts import service
from app.accounts.schemas import IssuedKeyOut, KeyValidOut, SignUpIn
from app.core.http.auth import require
from app.core.http.parsing import Blueprint
from app.core.principal import READ, Principal
from app.safety.service import require_no_secrets
from app.wiring import services

blueprint = Blueprint("keys", __name__, url_prefix="/api/v1/keys", description="API keys")


@blueprint.route("", methods=["POST"])
@blueprint.doc(security=[])
@blueprint.arguments(SignUpIn)
@blueprint.response(201, IssuedKeyOut)
def create_key(body: dict[str, Any]) -> service.IssuedKey:
    """Sign up and get a key. Without an e-mail the key reads only."""
    require_no_secrets({"display_name": body["display_name"]})
    wired = services()
    with wired.database.transaction() as session:
        return service.sign_up(
            session,
            wired.settings.peppers[0],
            wired.settings.key_environment,
            **body,
            gate=wired.settings.contribution_gate,
        )


@blueprint.route("/verify", methods=["GET"])
@require(READ)
@blueprint.response(200, KeyValidOut)
def verify_key(principal: Principal) -> Principal:
    """Is this key valid?"""
    return principal
