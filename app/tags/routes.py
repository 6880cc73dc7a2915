"""`/api/v1/tags`."""

from collections.abc import Sequence

from marshmallow import Schema, fields

from app.core.http.auth import require
from app.core.http.parsing import Blueprint
from app.core.principal import READ, Principal
from app.tags import service
from app.wiring import services

blueprint = Blueprint("tags", __name__, url_prefix="/api/v1/tags", description="The vocabulary of tags")


class TagsOut(Schema):
    tags = fields.List(fields.String(), required=True)


@blueprint.route("", methods=["GET"])
@require(READ)
@blueprint.response(200, TagsOut)
def list_tags(_principal: Principal) -> dict[str, Sequence[str]]:
    """All tags, alphabetically."""
    with services().database.reading() as session:
        return {"tags": service.list_names(session)}
