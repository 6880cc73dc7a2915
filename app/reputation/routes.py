"""`/api/v1/contributors`: what is known of them."""

import uuid
from typing import Any

from app.accounts.rules import public_name
from app.core.http.auth import require
from app.core.http.limits import held_to_page
from app.core.http.parsing import Blueprint
from app.core.principal import READ, Principal
from app.reputation import service
from app.reputation.schemas import HistoryIn, HistoryOut, LeaderboardIn, LeaderboardOut, StandingOut
from app.wiring import services

blueprint = Blueprint("contributors", __name__, url_prefix="/api/v1/contributors", description="Reputation")


@blueprint.route("/<uuid:contributor_id>/reputation", methods=["GET"])
@require(READ)
@blueprint.response(200, StandingOut)
def read_reputation(_principal: Principal, contributor_id: uuid.UUID) -> dict[str, Any]:
    """A contributor's reputation, overall and by domain."""
    with services().database.reading() as session:
        overall, domains = service.standing(session, contributor_id)
    return {"user_id": contributor_id, "overall_wilson_score": overall, "domains": domains}


@blueprint.route("/<uuid:contributor_id>/reputation/history", methods=["GET"])
@require(READ)
@blueprint.arguments(HistoryIn, location="query")
@blueprint.response(200, HistoryOut)
def read_history(_principal: Principal, query: dict[str, Any], contributor_id: uuid.UUID) -> dict[str, Any]:
    """Every change of a contributor's reputation with its cause, latest first."""
    limit = held_to_page(query["limit"])
    with services().database.reading() as session:
        events = service.history(session, contributor_id, query["before"], limit)
    return {"events": events, "next_before": events[-1].id if len(events) == limit else None}


@blueprint.route("/leaderboard", methods=["GET"])
@require(READ)
@blueprint.arguments(LeaderboardIn, location="query")
@blueprint.response(200, LeaderboardOut)
def read_leaderboard(_principal: Principal, query: dict[str, Any]) -> dict[str, Any]:
    """Who has most reputation in a domain, such as `python`, or overall."""
    with services().database.reading() as session:
        leaders = service.leaders(session, query["domain"], held_to_page(query["limit"]))
    return {
        "domain": query["domain"] or None,
        "leaders": [
            {
                "user_id": contributor.id,
                "name": public_name(contributor.id, contributor.display_name),
                "wilson_score": row.score,
                "upvote_count": row.upvote_count,
                "downvote_count": row.downvote_count,
            }
            for row, contributor in leaders
        ],
    }
