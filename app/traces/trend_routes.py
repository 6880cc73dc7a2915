"""`/api/v1/tags/trending`."""

from typing import Any, cast

from flask import current_app
from marshmallow import Schema, fields

from app.core.http.auth import require
from app.core.http.fields import UtcDateTime
from app.core.http.parsing import Blueprint
from app.core.principal import READ, Principal
from app.traces.trends import RecentTrends

blueprint = Blueprint("trends", __name__, url_prefix="/api/v1/tags", description="Tags that are written about")

EXTENSION = "commontrace.trends"


class TrendOut(Schema):
    """`trace_count` is of the seven days up to `period_end`, `prior_count` of the seven before."""

    tag = fields.String(required=True)
    growth_rate = fields.Float(required=True)
    trace_count = fields.Integer(required=True)
    prior_count = fields.Integer(required=True)
    period_end = UtcDateTime(required=True)


class TrendsOut(Schema):
    trending = fields.List(fields.Nested(TrendOut), required=True)


@blueprint.route("/trending", methods=["GET"])
@require(READ)
@blueprint.response(200, TrendsOut)
def list_trending(_principal: Principal) -> dict[str, Any]:
    """The ten tags that grow fastest: three new traces in a week at least, and more than twice those of the last.

    As of a minute ago at most.
    """
    trends = cast("RecentTrends", current_app.extensions[EXTENSION]).get()
    return {"trending": [{**row, "period_end": trends.at} for row in trends.rows]}
