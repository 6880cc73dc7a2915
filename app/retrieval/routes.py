"""`/api/v1/traces/search`."""

from typing import Any, cast

from flask import current_app

from app.core.http.auth import require
from app.core.http.parsing import Blueprint
from app.core.principal import READ, Principal
from app.retrieval.schemas import AnswerOut, SearchIn
from app.retrieval.service import Retrieval
from app.traces.service import RETRIEVED
from app.wiring import services

blueprint = Blueprint("search", __name__, url_prefix="/api/v1/traces", description="Search")

EXTENSION = "commontrace.retrieval"


@blueprint.route("/search", methods=["POST"])
@require(READ)
@blueprint.arguments(SearchIn)
@blueprint.response(200, AnswerOut)
def search_traces(_principal: Principal, body: dict[str, Any]) -> dict[str, Any]:
    """Find traces by a question or an error (`q`), by tags (all of them), or both."""
    retrieval = cast("Retrieval", current_app.extensions[EXTENSION])
    answer = retrieval.search(body["q"], body["tags"], body["limit"], include_expired=body["include_expired"])
    services().deferred.count(RETRIEVED, *(found.trace.id for found in answer.results))
    return {
        "results": answer.results,
        "total": len(answer.results),
        "query": body["q"],
        "degraded": answer.degraded,
    }
