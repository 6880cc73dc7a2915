"""`/api/v1/misses`."""

from typing import Any

from marshmallow import Schema, fields, validate

from app.core.http.auth import require
from app.core.http.fields import RequestSchema
from app.core.http.limits import held_to_page
from app.core.http.parsing import Blueprint
from app.core.principal import READ, Principal
from app.retrieval import misses
from app.wiring import services

blueprint = Blueprint("misses", __name__, url_prefix="/api/v1", description="What was searched for and not found")


class MissesIn(RequestSchema):
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class MissOut(Schema):
    wording = fields.String(required=True)
    tags = fields.List(fields.String(), required=True)
    count = fields.Integer(required=True)
    askers = fields.Integer(required=True)
    first_asked_on = fields.Date(required=True)
    last_asked_on = fields.Date(required=True)


class MissesOut(Schema):
    misses = fields.List(fields.Nested(MissOut), required=True)


@blueprint.route("/misses", methods=["GET"])
@require(READ)
@blueprint.arguments(MissesIn, location="query")
@blueprint.response(200, MissesOut)
def list_misses(_principal: Principal, query: dict[str, Any]) -> dict[str, Any]:
    """What at least three contributors searched for in the last 30 days without a good match, most wanted first.

    Only words are shown that at least three of them used; `…` stands for the others.
    """
    limit = held_to_page(query["limit"])
    with services().database.reading() as session:
        return {"misses": misses.public(session, limit)}
