"""Plans: what is left of one's own, and how an operator or a billing system changes somebody's."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import request

from app.accounts import plan_changes, service, usage
from app.accounts.metering import plans
from app.accounts.models import Contributor
from app.accounts.plans import OPERATIONS, Allowance
from app.accounts.schemas import (
    PlanChangesOut,
    PlanEventIn,
    PlanEventOut,
    PlanIn,
    UsageIn,
    UsageOut,
)
from app.core.errors import FieldError, Invalid, Unavailable
from app.core.http.admin import operated
from app.core.http.auth import require
from app.core.http.parsing import Blueprint
from app.core.http.problems import ProblemOut
from app.core.principal import SCOPES, Principal
from app.wiring import services

blueprint = Blueprint("plans", __name__, url_prefix="/api/v1", description="Plans and usage")

SIGNATURE = "Commontrace-Signature"


@blueprint.route("/usage", methods=["GET"])
@require(*SCOPES, metered=False)
@blueprint.arguments(UsageIn, location="query")
@blueprint.response(200, UsageOut)
def get_usage(principal: Principal, query: dict[str, Any]) -> dict[str, Any]:
    """Your plan, what is used and left of it this month, and a series by day (UTC). Counts against no limit.

    Counts of the last second or two may not be in it yet.
    """
    now = datetime.now(UTC)
    month = usage.month_of(now)
    first = now.date() - timedelta(days=query["days"] - 1)
    with services().database.reading() as session:
        used = usage.used_in(session, principal.contributor_id, month)
        by_day = usage.daily(session, principal.contributor_id, first)
    plan = plans()[principal.plan]
    return {
        "plan": plan.name,
        "title": plan.title,
        "max_keys": plan.max_keys,
        "page_size": plan.page_size,
        "month_starts_at": month.starts_at,
        "resets_at": month.ends_at,
        **{name: _allowance(plan.allowance(name), used.get(name, 0)) for name in OPERATIONS},
        "daily": [_day(first + timedelta(days=n), by_day) for n in range(query["days"])],
    }


@blueprint.route("/admin/contributors/<uuid:contributor_id>/plan", methods=["PUT"])
@blueprint.alt_response(409, schema=ProblemOut, description="The plan isn't for who has, or hasn't, an e-mail")
@operated
@blueprint.arguments(PlanIn)
@blueprint.response(200, PlanChangesOut)
def set_plan(actor: str, body: dict[str, Any], contributor_id: uuid.UUID) -> dict[str, Any]:
    """Give a contributor another plan. For the admin token, or a key with the scope `admin`."""
    with services().database.transaction() as session:
        plan_changes.change(session, contributor_id, body["plan"], actor, body["reason"])
        return _changes(session, contributor_id)


@blueprint.route("/admin/contributors/<uuid:contributor_id>/plan", methods=["GET"])
@operated
@blueprint.response(200, PlanChangesOut)
def get_plan(_actor: str, contributor_id: uuid.UUID) -> dict[str, Any]:
    """A contributor's plan, and who changed it when, newest first."""
    with services().database.reading() as session:
        return _changes(session, contributor_id)


@blueprint.route("/billing/events", methods=["POST"])
@blueprint.doc(security=[], parameters=[{"in": "header", "name": SIGNATURE, "schema": {"type": "string"}}])
@blueprint.arguments(PlanEventIn)
@blueprint.response(200, PlanEventOut)
@blueprint.alt_response(404, schema=ProblemOut, description="There is no such contributor")
@blueprint.alt_response(409, schema=ProblemOut, description="The plan isn't for who has, or hasn't, an e-mail")
def take_billing_event(body: dict[str, Any]) -> dict[str, Any]:
    """A signed message of a billing system: this contributor has this plan now. Safe to send again.

    Signed by `Commontrace-Signature: t=<unix seconds>,v1=<signature>`, the signature being the hexadecimal HMAC-SHA256
    of `<unix seconds>.<body>` under BILLING_WEBHOOK_SECRET.
    """
    secret = services().settings.billing_webhook_secret
    if secret is None:
        raise Unavailable("No billing system is attached. Set BILLING_WEBHOOK_SECRET.")
    signature = request.headers.get(SIGNATURE, "")
    plan_changes.verify(signature, request.get_data(cache=True), secret.get_secret_value().encode(), datetime.now(UTC))
    if (body["contributor_id"] is None) == (body["email"] is None):
        message = "Give either contributor_id or email"
        raise Invalid(message, errors=(FieldError("contributor_id", message), FieldError("email", message)))
    with services().database.transaction() as session:
        contributor_id = body["contributor_id"] or service.by_email(session, body["email"])
        made = plan_changes.change(session, contributor_id, body["plan"], "billing", body["reason"], body["id"])
        return {"applied": made is not None, "plan": session.get_one(Contributor, contributor_id).plan}


def _allowance(allowance: Allowance, used: int) -> dict[str, Any]:
    rate, monthly = allowance.rate, allowance.monthly
    return {
        "per_minute": rate.per_minute if rate else None,
        "burst": rate.burst if rate else None,
        "monthly": monthly,
        "used": used,
        "remaining": None if monthly is None else max(0, monthly - used),
    }


def _day(day: date, by_day: dict[date, dict[str, int]]) -> dict[str, Any]:
    return {"date": day, **{name: by_day.get(day, {}).get(name, 0) for name in OPERATIONS}}


def _changes(session: Any, contributor_id: uuid.UUID) -> dict[str, Any]:
    changes = plan_changes.changes_of(session, contributor_id)
    return {
        "contributor_id": contributor_id,
        "plan": session.get_one(Contributor, contributor_id).plan,
        "changes": changes,
    }
