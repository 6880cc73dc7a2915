"""`/api/v1/traces/{id}/links`."""

import uuid
from typing import Any

from marshmallow import Schema, fields, validate

from app.accounts.service import require_contributor
from app.core.http.auth import require
from app.core.http.fields import RequestSchema
from app.core.http.parsing import Blueprint
from app.core.http.problems import ProblemOut
from app.core.principal import CONTRIBUTE, MODERATE, READ, Principal
from app.traces import links
from app.traces.schemas import RelatedOut
from app.wiring import services

blueprint = Blueprint("links", __name__, url_prefix="/api/v1/traces", description="Links between traces")


class LinkIn(RequestSchema):
    target_id = fields.UUID(required=True)
    relationship_type = fields.String(required=True, validate=validate.OneOf(links.TYPES))


class LinksOut(Schema):
    links = fields.List(fields.Nested(RelatedOut), required=True)


@blueprint.route("/<uuid:trace_id>/links", methods=["GET"])
@require(READ)
@blueprint.response(200, LinksOut)
def list_links(_principal: Principal, trace_id: uuid.UUID) -> dict[str, Any]:
    """What this trace is linked to, and what supersedes or contradicts it. A search shows the first three."""
    with services().database.reading() as session:
        return {"links": links.links_of(session, trace_id)}


@blueprint.route("/<uuid:trace_id>/links", methods=["POST"])
@require(CONTRIBUTE, MODERATE)
@blueprint.arguments(LinkIn)
@blueprint.response(201, LinksOut)
@blueprint.alt_response(409, schema=ProblemOut, description="It has as many links as a trace can have")
def add_link(principal: Principal, body: dict[str, Any], trace_id: uuid.UUID) -> dict[str, Any]:
    """Link your trace to another one. The same link again changes nothing."""
    _may_contribute(principal)
    with services().database.transaction() as session:
        links.add_link(session, principal, trace_id, body["target_id"], body["relationship_type"])
        return {"links": links.links_of(session, trace_id)}


@blueprint.route("/<uuid:trace_id>/links", methods=["DELETE"])
@require(CONTRIBUTE, MODERATE)
@blueprint.arguments(LinkIn, location="query")
@blueprint.response(204)
def remove_link(principal: Principal, query: dict[str, Any], trace_id: uuid.UUID) -> None:
    """Take a link of your trace back."""
    _may_contribute(principal)
    with services().database.transaction() as session:
        links.remove_link(session, principal, trace_id, query["target_id"], query["relationship_type"])


def _may_contribute(principal: Principal) -> None:
    if MODERATE not in principal.scopes:
        require_contributor(principal, services().settings.contribution_gate)
