"""`/api/v1/traces/{id}/votes` and `/outcomes`."""

import uuid
from typing import Any

from app.accounts.service import require_email
from app.core.http.auth import require
from app.core.http.limits import held_to_page
from app.core.http.parsing import Blueprint
from app.core.http.problems import ProblemOut
from app.core.principal import CONTRIBUTE, READ, Principal
from app.safety.service import require_no_secrets
from app.votes import outcomes, service
from app.votes.judging import Policy
from app.votes.models import Outcome, Vote
from app.votes.schemas import OutcomeIn, OutcomeOut, OutcomesOut, PageIn, VoteIn, VoteOut, VotesOut
from app.wiring import services

blueprint = Blueprint("votes", __name__, url_prefix="/api/v1/traces", description="Votes and outcomes")


@blueprint.route("/<uuid:trace_id>/votes", methods=["POST"])
@require(CONTRIBUTE)
@blueprint.arguments(VoteIn)
@blueprint.response(201, VoteOut)
@blueprint.alt_response(409, schema=ProblemOut, description="You have voted on it already")
def cast_vote(principal: Principal, body: dict[str, Any], trace_id: uuid.UUID) -> Vote:
    """Vote on a trace, once. A down-vote says why by its `feedback_tag`."""
    ballot = _ballot(principal, body)
    with services().database.transaction() as session:
        return service.cast(session, principal.contributor_id, trace_id, ballot, _policy())


@blueprint.route("/<uuid:trace_id>/votes", methods=["PUT"])
@require(CONTRIBUTE)
@blueprint.arguments(VoteIn)
@blueprint.response(200, VoteOut)
def change_vote(principal: Principal, body: dict[str, Any], trace_id: uuid.UUID) -> Vote:
    """Change your vote. You count for as much as when it was cast."""
    ballot = _ballot(principal, body)
    with services().database.transaction() as session:
        return service.change(session, principal.contributor_id, trace_id, ballot, _policy())


@blueprint.route("/<uuid:trace_id>/votes", methods=["DELETE"])
@require(CONTRIBUTE)
@blueprint.response(204)
def withdraw_vote(principal: Principal, trace_id: uuid.UUID) -> None:
    """Take your vote back."""
    with services().database.transaction() as session:
        service.withdraw(session, principal.contributor_id, trace_id, _policy())


@blueprint.route("/<uuid:trace_id>/votes", methods=["GET"])
@require(READ)
@blueprint.arguments(PageIn, location="query")
@blueprint.response(200, VotesOut)
def list_votes(_principal: Principal, query: dict[str, Any], trace_id: uuid.UUID) -> dict[str, Any]:
    """The votes on a trace with what was said, newest first."""
    with services().database.reading() as session:
        page = service.votes_of(session, trace_id, query["before"], held_to_page(query["limit"]))
    return {"votes": page.rows, "next_before": page.next_before}


@blueprint.route("/<uuid:trace_id>/outcomes", methods=["POST"])
@require(CONTRIBUTE)
@blueprint.arguments(OutcomeIn)
@blueprint.response(201, OutcomeOut)
def report_outcome(principal: Principal, body: dict[str, Any], trace_id: uuid.UUID) -> Outcome:
    """Say what came of applying a trace: `worked`, `partly` or `failed`, and where. Your latest report counts."""
    require_email(principal)
    require_no_secrets(body)
    said = outcomes.Report(**{**body, "environment": body["environment"] or {}})
    with services().database.transaction() as session:
        return outcomes.report(session, principal.contributor_id, trace_id, said, _policy())


@blueprint.route("/<uuid:trace_id>/outcomes", methods=["GET"])
@require(READ)
@blueprint.arguments(PageIn, location="query")
@blueprint.response(200, OutcomesOut)
def list_outcomes(_principal: Principal, query: dict[str, Any], trace_id: uuid.UUID) -> dict[str, Any]:
    """What came of applying a trace, the latest word of each contributor, newest first."""
    with services().database.reading() as session:
        page = outcomes.outcomes_of(session, trace_id, query["before"], held_to_page(query["limit"]))
    return {"outcomes": page.rows, "next_before": page.next_before}


def _ballot(principal: Principal, body: dict[str, Any]) -> service.Ballot:
    require_email(principal)
    require_no_secrets(body)
    return service.Ballot(**body)


def _policy() -> Policy:
    return Policy(services().settings.validation_confirmations)
