"""`/api/v1/traces/{id}/amendments` and `/history`."""

import uuid
from typing import Any

from flask import Response, jsonify

from app.accounts.service import require_contributor
from app.amendments import history, service
from app.amendments.models import Amendment
from app.amendments.schemas import (
    AmendmentIn,
    AmendmentOut,
    AmendmentsIn,
    AmendmentsOut,
    RejectionIn,
    RevisionsIn,
    RevisionsOut,
)
from app.core.http import idempotency
from app.core.http.auth import require
from app.core.http.limits import held_to_page
from app.core.http.parsing import Blueprint
from app.core.http.problems import ProblemOut
from app.core.principal import CONTRIBUTE, MODERATE, READ, Principal
from app.safety.service import require_no_secrets
from app.wiring import services

blueprint = Blueprint("amendments", __name__, url_prefix="/api/v1/traces", description="Amendments and history")


@blueprint.route("/<uuid:trace_id>/amendments", methods=["POST"])
@require(CONTRIBUTE)
@blueprint.arguments(AmendmentIn)
@blueprint.response(201, AmendmentOut)
@blueprint.doc(parameters=[idempotency.PARAMETER])
@blueprint.alt_response(409, schema=ProblemOut, description="A request with this `Idempotency-Key` is at work")
def propose_amendment(principal: Principal, body: dict[str, Any], trace_id: uuid.UUID) -> Response:
    """Propose a better solution to a trace. It takes the place of the present one once somebody who may accepts it.

    With an `Idempotency-Key` the request can be sent again without being done again.
    """
    require_contributor(principal, services().settings.contribution_gate)
    require_no_secrets(body)
    with services().database.transaction() as session:
        claim = idempotency.claim(session, principal.contributor_id)
        if claim and claim.earlier:
            status, answer = claim.earlier
            return _made(status, answer, {"Idempotency-Replayed": "true"})
        amendment = service.propose(session, principal.contributor_id, trace_id, service.Proposal(**body))
        answer = AmendmentOut().dump(amendment)
        if claim:
            claim.record(session, 201, answer)
    return _made(201, answer, {})


@blueprint.route("/<uuid:trace_id>/amendments", methods=["GET"])
@require(READ)
@blueprint.arguments(AmendmentsIn, location="query")
@blueprint.response(200, AmendmentsOut)
def list_amendments(_principal: Principal, query: dict[str, Any], trace_id: uuid.UUID) -> dict[str, Any]:
    """The amendments of a trace and what became of them, newest first."""
    limit = held_to_page(query["limit"])
    with services().database.reading() as session:
        page = service.amendments_of(session, trace_id, query["status"], query["before"], limit)
    return {"amendments": page.rows, "next_before": page.next_before}


@blueprint.route("/<uuid:trace_id>/amendments/<uuid:amendment_id>/accept", methods=["POST"])
@require(CONTRIBUTE, MODERATE)
@blueprint.response(200, AmendmentOut)
@blueprint.alt_response(409, schema=ProblemOut, description="It is decided, or the trace says something else by now")
def accept_amendment(principal: Principal, trace_id: uuid.UUID, amendment_id: uuid.UUID) -> Amendment:
    """Make a proposed solution the trace's next revision. For its author, moderators, and who is established there."""
    with services().database.transaction() as session:
        return service.accept(session, principal, trace_id, amendment_id)


@blueprint.route("/<uuid:trace_id>/amendments/<uuid:amendment_id>/reject", methods=["POST"])
@require(CONTRIBUTE, MODERATE)
@blueprint.arguments(RejectionIn)
@blueprint.response(200, AmendmentOut)
@blueprint.alt_response(409, schema=ProblemOut, description="It is decided already")
def reject_amendment(
    principal: Principal, body: dict[str, Any], trace_id: uuid.UUID, amendment_id: uuid.UUID
) -> Amendment:
    """Decline a proposed solution, and say why."""
    require_no_secrets(body)
    with services().database.transaction() as session:
        return service.reject(session, principal, trace_id, amendment_id, body["reason"])


@blueprint.route("/<uuid:trace_id>/amendments/<uuid:amendment_id>", methods=["DELETE"])
@require(CONTRIBUTE)
@blueprint.response(204)
@blueprint.alt_response(409, schema=ProblemOut, description="It is decided already")
def withdraw_amendment(principal: Principal, trace_id: uuid.UUID, amendment_id: uuid.UUID) -> None:
    """Take your amendment back while nobody has decided on it."""
    with services().database.transaction() as session:
        service.withdraw(session, principal.contributor_id, trace_id, amendment_id)


@blueprint.route("/<uuid:trace_id>/history", methods=["GET"])
@require(READ)
@blueprint.arguments(RevisionsIn, location="query")
@blueprint.response(200, RevisionsOut)
def read_history(_principal: Principal, query: dict[str, Any], trace_id: uuid.UUID) -> dict[str, Any]:
    """Every revision of a trace with what it changed, newest first."""
    limit = held_to_page(query["limit"])
    with services().database.reading() as session:
        rows = history.revisions(session, trace_id, query["before"], limit)
    found = history.steps(rows, limit)
    return {"revisions": found, "next_before": found[-1].revision if len(rows) > limit else None}


def _made(status: int, answer: dict[str, Any], headers: dict[str, str]) -> Response:
    response = jsonify(answer)
    response.status_code = status
    response.headers.update(headers)
    return response
