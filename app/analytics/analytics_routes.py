"""`/api/v1/analytics`: everybody's use in numbers, for operators; what was saved, for everybody."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from app.analytics import clients, health, knowledge, overview, rankings, schemas
from app.analytics.health_schemas import KnowledgeHealthOut
from app.analytics.models import SkillInstall
from app.analytics.schemas import DaysIn, limit
from app.core.http.admin import operated
from app.core.http.parsing import Blueprint
from app.retrieval import misses
from app.wiring import services

blueprint = Blueprint("analytics", __name__, url_prefix="/api/v1/analytics", description="Everybody's use in numbers")

UP_TO_1000, UP_TO_100, UP_TO_50 = limit(20, 1000), limit(20, 100), limit(20, 50)


@blueprint.route("/summary", methods=["GET"])
@operated
@blueprint.response(200, schemas.SummaryOut)
def get_summary(_actor: str) -> Mapping[str, Any]:
    """Contributors, traces, votes, amendments and searches, in all and of late."""
    with services().database.reading() as session:
        return overview.summary(session, datetime.now(UTC))


@blueprint.route("/timeline", methods=["GET"])
@operated
@blueprint.arguments(DaysIn, location="query")
@blueprint.response(200, schemas.TimelineOut)
def get_timeline(_actor: str, query: dict[str, Any]) -> Mapping[str, Any]:
    """Sign-ups, traces, votes and searches by day (UTC), today included."""
    with services().database.reading() as session:
        series = overview.timeline(session, query["days"], datetime.now(UTC).date())
    return {"days": query["days"], "series": series}


@blueprint.route("/top-tags", methods=["GET"])
@operated
@blueprint.arguments(UP_TO_100, location="query")
@blueprint.response(200, schemas.TopTagsOut)
def get_top_tags(_actor: str, query: dict[str, Any]) -> Mapping[str, Any]:
    """Tags by the number of their traces."""
    with services().database.reading() as session:
        return {"tags": rankings.top_tags(session, query["limit"])}


@blueprint.route("/top-traces", methods=["GET"])
@operated
@blueprint.arguments(UP_TO_100, location="query")
@blueprint.response(200, schemas.TopTracesOut)
def get_top_traces(_actor: str, query: dict[str, Any]) -> Mapping[str, Any]:
    """Traces by how often they were listed."""
    with services().database.reading() as session:
        return {"traces": rankings.top_traces(session, query["limit"])}


@blueprint.route("/top-contributors", methods=["GET"])
@operated
@blueprint.arguments(UP_TO_100, location="query")
@blueprint.response(200, schemas.TopContributorsOut)
def get_top_contributors(_actor: str, query: dict[str, Any]) -> Mapping[str, Any]:
    """Contributors by the number of their traces, by the names that all see."""
    with services().database.reading() as session:
        return {"contributors": rankings.top_contributors(session, query["limit"])}


@blueprint.route("/topics", methods=["GET"])
@operated
@blueprint.arguments(UP_TO_50, location="query")
@blueprint.response(200, schemas.TopicsOut)
def get_topics(_actor: str, query: dict[str, Any]) -> Mapping[str, Any]:
    """What was looked for and written about in the last seven days, by tag."""
    with services().database.reading() as session:
        found = rankings.topics(session, query["limit"], datetime.now(UTC))
    return {"window_days": rankings.TOPIC_DAYS, "topics": found}


@blueprint.route("/geo", methods=["GET"])
@operated
@blueprint.response(200, schemas.CountriesOut)
def get_countries(_actor: str) -> Mapping[str, Any]:
    """Contributors by country, as far as a proxy told it."""
    with services().database.reading() as session:
        found = clients.users_by(session, SkillInstall.country)
    return {"countries": [{"code": name, "users": users} for name, users in found]}


@blueprint.route("/platforms", methods=["GET"])
@operated
@blueprint.response(200, schemas.ClientsOut)
def get_platforms(_actor: str) -> Mapping[str, Any]:
    """Contributors by client, its version, and where they have it from."""
    with services().database.reading() as session:
        return {
            "platforms": clients.users_by(session, SkillInstall.platform),
            "versions": clients.users_by(session, SkillInstall.skill_version),
            "sources": clients.users_by(session, SkillInstall.install_source),
        }


@blueprint.route("/triggers", methods=["GET"])
@operated
@blueprint.response(200, schemas.TriggersOut)
def get_triggers(_actor: str) -> Mapping[str, Any]:
    """What each trigger of the skill led to, by the reports of the last 30 days."""
    with services().database.reading() as session:
        sessions, found = clients.triggers(session, datetime.now(UTC))
    return {"sessions_reported": sessions, "triggers": found}


@blueprint.route("/assisted-resolution", methods=["GET"])
@operated
@blueprint.arguments(DaysIn, location="query")
@blueprint.response(200, schemas.AssistedOut)
def get_assisted_resolution(_actor: str, query: dict[str, Any]) -> Mapping[str, Any]:
    """How often sessions got on by what they found."""
    with services().database.reading() as session:
        return clients.assisted(session, query["days"], datetime.now(UTC))


@blueprint.route("/knowledge-health", methods=["GET"])
@operated
@blueprint.response(200, KnowledgeHealthOut)
def get_knowledge_health(_actor: str) -> Mapping[str, Any]:
    """How sound the knowledge is: trust, temperature, what is stale, duplicates, contradictions."""
    wired = services()
    with wired.database.reading() as session:
        state = knowledge.read(session, wired.vector_space)
    return health.report(state)


@blueprint.route("/misses", methods=["GET"])
@operated
@blueprint.arguments(UP_TO_1000, location="query")
@blueprint.response(200, schemas.WantedBoardOut)
def get_wanted(_actor: str, query: dict[str, Any]) -> Mapping[str, Any]:
    """The wanted board in full: what was searched for and not found, by however few, each with one redacted wording.

    What everybody is told is at `/api/v1/misses`.
    """
    with services().database.reading() as session:
        return {"misses": misses.wanted(session, query["limit"])}


@blueprint.route("/savings", methods=["GET"])
@blueprint.doc(security=[])
@blueprint.response(200, schemas.SavingsOut)
def get_savings() -> Mapping[str, Any]:
    """What clients say that traces saved them. Open to everybody."""
    wired = services()
    with wired.database.reading() as session:
        return clients.savings(session, wired.settings.savings_price_per_mtok)
