"""`/api/v1/traces/search`."""

from typing import Any, cast

from flask import Response, current_app, jsonify

from app.core.http.auth import require
from app.core.http.parsing import Blueprint
from app.core.principal import READ, Principal
from app.retrieval import misses
from app.retrieval.misses import MISSED
from app.retrieval.schemas import AnswerOut, SearchIn
from app.retrieval.service import Found, Retrieval
from app.traces.service import RETRIEVED
from app.wiring import services

blueprint = Blueprint("search", __name__, url_prefix="/api/v1/traces", description="Search")

EXTENSION = "commontrace.retrieval"


@blueprint.route("/search", methods=["POST"])
@require(READ)
@blueprint.arguments(SearchIn)
@blueprint.response(200, AnswerOut)
def search_traces(principal: Principal, body: dict[str, Any]) -> Response:
    """Find traces by a question or an error (`q`), by tags (all of them), or both.

    `mode` says what finds them: `lexical` (words), `vector` (meaning) or `hybrid`. The answer's `mode` is what was
    used, and null for a listing by tags alone. `language` and `framework` in `context` are preferred, not required.
    """
    retrieval = cast("Retrieval", current_app.extensions[EXTENSION])
    answer = retrieval.search(
        body["q"],
        body["tags"],
        body["limit"],
        include_expired=body["include_expired"],
        mode=body["mode"],
        context=body["context"],
    )
    services().deferred.count(RETRIEVED, *(found.hit.id for found in answer.results))
    if not answer.results and not answer.degraded:
        services().deferred.count(MISSED, misses.miss(principal.contributor_id, body["q"], body["tags"]))
    results = [_result(found) for found in answer.results]
    return jsonify(
        {
            "results": results,
            "total": len(results),
            "query": body["q"],
            "degraded": answer.degraded,
            "mode": answer.mode,
        }
    )


def _result(found: Found) -> dict[str, Any]:
    hit = found.hit
    return {
        **found.trace,
        "similarity_score": hit.similarity,
        "combined_score": hit.score,
        "matched_by": hit.matched_by,
    }
