"""`/api/v1/telemetry`: what clients report of themselves. Nothing of what they work on."""

import re
from typing import Any

from flask import request
from marshmallow import RAISE, Schema, fields, validate

from app.analytics import telemetry
from app.core.http.auth import require
from app.core.http.fields import JsonObject, RequestSchema, Text
from app.core.http.parsing import Blueprint
from app.core.principal import CONTRIBUTE, READ, Principal
from app.wiring import services

blueprint = Blueprint("telemetry", __name__, url_prefix="/api/v1/telemetry", description="Reports of clients")

COUNTRY_HEADERS = ("CF-IPCountry", "X-Vercel-IP-Country", "X-Country-Code")
"""Of proxies that know where a call comes from. Believed only behind one of ours."""
MOST = 2_147_483_647


class InstallIn(RequestSchema):
    platform = Text(maximum=50, load_default=None, allow_none=True, blank=True)
    skill_version = Text(maximum=20, load_default=None, allow_none=True, blank=True)
    install_source = Text(maximum=50, load_default=None, allow_none=True, blank=True)


class PingIn(RequestSchema):
    pass


class TriggersIn(RequestSchema):
    session_id = Text(minimum=1, maximum=100, required=True)
    trigger_stats = JsonObject(required=True, max_characters=10_000)
    searches_fired = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0, MOST))
    traces_consumed = fields.Integer(load_default=None, allow_none=True, strict=True, validate=validate.Range(0, MOST))
    resolutions_total = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, MOST)
    )
    resolutions_assisted = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(0, MOST)
    )


class SavingsIn(RequestSchema):
    class Meta:
        unknown = RAISE

    minutes_saved = fields.Float(required=True, validate=validate.Range(0, 120), allow_nan=False)
    tokens_saved = fields.Integer(required=True, strict=True, validate=validate.Range(0, 5_000_000))
    event_type = fields.String(required=True, validate=validate.OneOf(["measured_recurrence", "proxy_consumption"]))


class TakenOut(Schema):
    status = fields.Constant("ok")


@blueprint.route("/install", methods=["POST"])
@require(READ, CONTRIBUTE, metered=False)
@blueprint.arguments(InstallIn)
@blueprint.response(201, TakenOut)
def report_install(principal: Principal, body: dict[str, Any]) -> dict[str, Any]:
    """Tell which client you have."""
    with services().database.transaction() as session:
        telemetry.installed(session, principal.contributor_id, body, _country())
    return {}


@blueprint.route("/ping", methods=["POST"])
@require(READ, CONTRIBUTE, metered=False)
@blueprint.arguments(PingIn)
@blueprint.response(204)
def report_use(principal: Principal, _body: dict[str, Any]) -> None:
    """Tell that your client is in use, once a day."""
    with services().database.transaction() as session:
        telemetry.seen(session, principal.contributor_id)


@blueprint.route("/triggers", methods=["POST"])
@require(CONTRIBUTE)
@blueprint.arguments(TriggersIn)
@blueprint.response(201, TakenOut)
def report_triggers(principal: Principal, body: dict[str, Any]) -> dict[str, Any]:
    """Tell what a session's triggers led to. The last report of a session counts."""
    with services().database.transaction() as session:
        telemetry.triggered(session, principal.contributor_id, body)
    return {}


@blueprint.route("/savings", methods=["POST"])
@require(CONTRIBUTE)
@blueprint.arguments(SavingsIn)
@blueprint.response(201, TakenOut)
def report_savings(_principal: Principal, body: dict[str, Any]) -> dict[str, Any]:
    """Tell what a trace saved. Kept without saying who did."""
    with services().database.transaction() as session:
        telemetry.saved(session, body)
    return {}


def _country() -> str | None:
    if not services().settings.trusted_proxy_count:
        return None
    for name in COUNTRY_HEADERS:
        code = request.headers.get(name, "").strip().upper()
        if re.fullmatch("[A-Z]{2}", code) and code not in {"XX", "T1"}:
            return code
    return None
