"""`/api/v1/traces/{id}/flag` and `/api/v1/moderation`."""

import uuid
from typing import Any

from flask import Response, jsonify

from app.core.http.auth import require
from app.core.http.parsing import Blueprint
from app.core.http.problems import ProblemOut
from app.core.principal import CONTRIBUTE, MODERATE, Principal
from app.moderation import service
from app.moderation.schemas import (
    DecisionsOut,
    DeletedOut,
    DismissalIn,
    DismissedOut,
    FlaggedTraceOut,
    FlagIn,
    FlagOut,
    QueueIn,
    RedactedOut,
    RemovalIn,
)
from app.safety.service import require_no_secrets
from app.wiring import services

blueprint = Blueprint("moderation", __name__, url_prefix="/api/v1", description="Flags and moderation")


@blueprint.route("/traces/<uuid:trace_id>/flag", methods=["POST"])
@require(CONTRIBUTE)
@blueprint.arguments(FlagIn)
@blueprint.response(200, FlagOut)
def flag_trace(principal: Principal, body: dict[str, Any], trace_id: uuid.UUID) -> dict[str, Any]:
    """Ask moderators to look at a trace. A flag hides nothing by itself."""
    require_no_secrets({"reason": body["reason"]})
    with services().database.transaction() as session:
        new = service.flag(session, principal.contributor_id, trace_id, body["category"], body["reason"])
    answer = {"trace_id": trace_id, "flagged": True, "category": body["category"]}
    return answer if new else {**answer, "message": "You have already flagged this trace"}


@blueprint.route("/moderation/flagged", methods=["GET"])
@require(MODERATE)
@blueprint.arguments(QueueIn, location="query")
@blueprint.response(200, FlaggedTraceOut(many=True))
def list_flagged(_principal: Principal, query: dict[str, Any]) -> Response:
    """What is flagged and not decided, latest flag first, then what is under review without a flag."""
    with services().database.reading() as session:
        return jsonify(service.flagged(session, query["limit"], query["offset"]))


@blueprint.route("/moderation/traces/<uuid:trace_id>", methods=["DELETE"])
@require(MODERATE)
@blueprint.arguments(RemovalIn, location="query")
@blueprint.response(200, DeletedOut)
def remove_trace(principal: Principal, query: dict[str, Any], trace_id: uuid.UUID) -> dict[str, Any]:
    """Remove a trace from everything that readers see, with an optional `reason` for the log."""
    require_no_secrets({"reason": query["reason"] or ""})
    with services().database.transaction() as session:
        service.remove(session, principal.contributor_id, trace_id, query["reason"])
    return {"deleted": True, "trace_id": trace_id}


@blueprint.route("/moderation/traces/<uuid:trace_id>/revisions/<int:revision>", methods=["DELETE"])
@require(MODERATE)
@blueprint.arguments(RemovalIn, location="query")
@blueprint.response(200, RedactedOut)
@blueprint.alt_response(409, schema=ProblemOut, description="This is what the trace says now")
def redact_revision(principal: Principal, query: dict[str, Any], trace_id: uuid.UUID, revision: int) -> dict[str, Any]:
    """Take the text of an earlier revision out of a trace's history for good, such as personal data edited out since.

    The revision stays as an empty entry. To take out what a trace says now, edit it first.
    """
    require_no_secrets({"reason": query["reason"] or ""})
    with services().database.transaction() as session:
        service.redact(session, principal.contributor_id, trace_id, revision, query["reason"])
    return {"redacted": True, "trace_id": trace_id, "revision": revision}


@blueprint.route("/moderation/traces/<uuid:trace_id>/dismiss", methods=["POST"])
@require(MODERATE)
@blueprint.arguments(DismissalIn)
@blueprint.response(200, DismissedOut)
def dismiss_flags(principal: Principal, body: dict[str, Any], trace_id: uuid.UUID) -> dict[str, Any]:
    """Close the flags of a trace that may stay."""
    require_no_secrets({"reason": body["reason"]})
    with services().database.transaction() as session:
        resolved = service.dismiss(session, principal.contributor_id, trace_id, body["reason"])
    return {"trace_id": trace_id, "flags_resolved": resolved}


@blueprint.route("/moderation/traces/<uuid:trace_id>/decisions", methods=["GET"])
@require(MODERATE)
@blueprint.response(200, DecisionsOut)
def list_decisions(_principal: Principal, trace_id: uuid.UUID) -> dict[str, Any]:
    """What was decided about a trace, latest first, also when it is gone."""
    with services().database.reading() as session:
        return {"decisions": list(service.decisions(session, trace_id))}
