"""`/api/v1/impact/outbound`, and the same where contract v1 has it."""

from collections.abc import Mapping

from app.analytics import impact
from app.analytics.schemas import ImpactOut
from app.core.http.auth import require
from app.core.http.parsing import Blueprint
from app.core.principal import READ, Principal
from app.wiring import services

blueprint = Blueprint("impact", __name__, url_prefix="/api/v1", description="What your traces saved others")


@blueprint.route("/impact/outbound", methods=["GET"])
@require(READ)
@blueprint.response(200, ImpactOut)
def get_outbound_impact(principal: Principal) -> Mapping[str, int]:
    """What your traces saved others: the effort that you told with each, times how often it was listed."""
    with services().database.reading() as session:
        return impact.outbound(session, principal.contributor_id)


@blueprint.route("/analytics/impact/outbound", methods=["GET"])
@require(READ)
@blueprint.response(200, ImpactOut)
def get_outbound_impact_v1(principal: Principal) -> Mapping[str, int]:
    """The same as `/api/v1/impact/outbound`, for clients that ask here."""
    with services().database.reading() as session:
        return impact.outbound(session, principal.contributor_id)
