"""`/api/v1/admin`: who uses the server and what they did last, for operators."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask.blueprints import BlueprintSetupState
from werkzeug.routing import BaseConverter

from app.analytics import activity, admin_schemas, people, removal
from app.analytics.people import Person
from app.analytics.schemas import DaysIn, limit
from app.core.http.admin import operated
from app.core.http.parsing import Blueprint, user_id
from app.core.http.problems import ProblemOut
from app.wiring import services

blueprint = Blueprint("administration", __name__, url_prefix="/api/v1/admin", description="For operators")


class UserConverter(BaseConverter):
    """What stands where an id belongs, to be told that it is none; but not the name of a list."""

    regex = "(?!recent$)[^/]+"
    part_isolating = True


def _register_converter(state: BlueprintSetupState) -> None:
    state.app.url_map.converters["user"] = UserConverter


blueprint.record_once(_register_converter)


@blueprint.route("/health", methods=["GET"])
@operated
@blueprint.response(200, admin_schemas.AdminHealthOut)
def check_admin(_actor: str) -> Mapping[str, Any]:
    """Is this token, or key, an operator's?"""
    return {}


@blueprint.route("/users/recent", methods=["GET"])
@operated
@blueprint.arguments(limit(100, 500), location="query")
@blueprint.response(200, admin_schemas.PeopleOut)
def list_recent_users(_actor: str, query: dict[str, Any]) -> Mapping[str, Any]:
    """Who signed up last, with e-mail and client."""
    with services().database.reading() as session:
        return {"users": people.recent(session, query["limit"])}


@blueprint.route("/users/<user:contributor_id>", methods=["GET"])
@operated
@blueprint.alt_response(422, schema=ProblemOut, description="This isn't an id")
@blueprint.response(200, admin_schemas.PersonDetailOut)
def get_user(_actor: str, contributor_id: str) -> Person:
    """Somebody, what they did, and their latest 50 traces."""
    with services().database.reading() as session:
        return people.one(session, user_id(contributor_id))


@blueprint.route("/users/<user:contributor_id>", methods=["DELETE"])
@operated
@blueprint.alt_response(409, schema=ProblemOut, description="A moderator's account, or one that took part")
@blueprint.alt_response(422, schema=ProblemOut, description="This isn't an id")
@blueprint.response(200, admin_schemas.UserDeletedOut)
def delete_user(actor: str, contributor_id: str) -> Mapping[str, Any]:
    """Remove an account that never took part, with its keys. 409 for moderators, and for whoever did anything."""
    who = user_id(contributor_id)
    with services().database.transaction() as session:
        email = removal.delete(session, who, actor)
    return {"deleted": who, "email": email}


@blueprint.route("/signups/timeline", methods=["GET"])
@operated
@blueprint.arguments(DaysIn, location="query")
@blueprint.response(200, admin_schemas.SignUpsOut)
def get_sign_ups(_actor: str, query: dict[str, Any]) -> Mapping[str, Any]:
    """Sign-ups by day (UTC), today included."""
    with services().database.reading() as session:
        series = people.sign_ups(session, query["days"], datetime.now(UTC).date())
    return {"days": query["days"], "series": series}


@blueprint.route("/sessions/recent", methods=["GET"])
@operated
@blueprint.arguments(limit(200, 1000), location="query")
@blueprint.response(200, admin_schemas.SkillSessionsOut)
def list_recent_sessions(_actor: str, query: dict[str, Any]) -> Mapping[str, Any]:
    """Sessions of the skill that reported last."""
    with services().database.reading() as session:
        return {"sessions": activity.sessions(session, query["limit"])}


@blueprint.route("/traces/recent", methods=["GET"])
@operated
@blueprint.arguments(limit(50, 200), location="query")
@blueprint.response(200, admin_schemas.RecentTracesOut)
def list_recent_traces(_actor: str, query: dict[str, Any]) -> Mapping[str, Any]:
    """The latest traces with their authors, those out of sight included."""
    with services().database.reading() as session:
        return {"traces": activity.traces(session, query["limit"])}


@blueprint.route("/votes/recent", methods=["GET"])
@operated
@blueprint.arguments(limit(100, 500), location="query")
@blueprint.response(200, admin_schemas.RecentVotesOut)
def list_recent_votes(_actor: str, query: dict[str, Any]) -> Mapping[str, Any]:
    """The latest votes with who cast them."""
    with services().database.reading() as session:
        return {"votes": activity.votes(session, query["limit"])}


@blueprint.route("/funnel", methods=["GET"])
@operated
@blueprint.response(200, admin_schemas.FunnelOut)
def get_funnel(_actor: str) -> Mapping[str, Any]:
    """How many signed up, installed the skill, use it, contributed, voted, amended."""
    with services().database.reading() as session:
        return {"stages": people.funnel(session, datetime.now(UTC))}
