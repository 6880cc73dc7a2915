"""`/api/v1/traces/search`."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from flask import Response, current_app, jsonify

from app.core.http.auth import require
from app.core.http.limits import held_to_page
from app.core.http.parsing import Blueprint
from app.core.principal import READ, Principal
from app.retrieval import misses
from app.retrieval.answers import Found, Why
from app.retrieval.counting import SEARCHED
from app.retrieval.misses import MISSED
from app.retrieval.paging import from_cursor, to_cursor
from app.retrieval.question import Aside, question
from app.retrieval.schemas import AnswerOut, SearchIn, filters_of
from app.retrieval.service import Retrieval
from app.traces.use import RETRIEVED
from app.wiring import services

blueprint = Blueprint("search", __name__, url_prefix="/api/v1/traces", description="Search")

EXTENSION = "commontrace.retrieval"


@blueprint.route("/search", methods=["POST"])
@require(READ)
@blueprint.arguments(SearchIn)
@blueprint.response(200, AnswerOut)
def search_traces(principal: Principal, body: dict[str, Any]) -> Response:
    """Find traces by a question or an error (`q`), by filters, or both.

    `mode` says what finds them: `lexical` (words), `vector` (meaning) or `hybrid`. The answer's `mode` is what was
    used, and null for a listing: by filters alone, or in another order than relevance. By relevance up to 200 results
    can be paged through, in another order all. What `context` says of `language`,
    `framework` and `versions` (library to version) is preferred, not required.
    """
    retrieval = cast("Retrieval", current_app.extensions[EXTENSION])
    peppers = services().settings.peppers
    asked = question(
        body["q"],
        filters=filters_of(body),
        include_expired=body["include_expired"],
        mode=body["mode"],
        sort=body["sort"],
        context=body["context"],
    )
    digest = asked.digest(principal.contributor_id) if asked else b""
    cursor = body["cursor"]
    position = from_cursor(cursor, digest, peppers, datetime.now(UTC)) if cursor is not None else None
    aside = Aside(tuple(dict.fromkeys(body["facets"])), body["explain"])
    answer = retrieval.answer(asked, held_to_page(body["limit"]), position, aside)
    services().deferred.count(RETRIEVED, *(found.hit.id for found in answer.results))
    if cursor is None:
        services().deferred.count(SEARCHED, "search")
    if answer.no_good_match and not answer.degraded and cursor is None:
        services().deferred.count(MISSED, misses.miss(principal.contributor_id, body["q"], body["tags"]))
    results = [_result(found) for found in answer.results]
    return jsonify(
        {
            "results": results,
            "total": len(results),
            "query": body["q"],
            "degraded": answer.degraded,
            "mode": answer.mode,
            "no_good_match": answer.no_good_match,
            "next_cursor": to_cursor(answer.next, digest, peppers[0]) if answer.next else None,
            **({"facets": _facets(answer.facets)} if aside.facets else {}),
        }
    )


def _result(found: Found) -> dict[str, Any]:
    hit = found.hit
    result = {
        **found.trace,
        "similarity_score": hit.similarity,
        "combined_score": hit.score,
        "matched_by": hit.matched_by,
    }
    if found.why is not None:
        result["explanation"] = _explanation(found.why)
    return result


def _explanation(why: Why) -> dict[str, Any]:
    of, marked = why.explanation, why.highlights
    return {
        "parts": of.parts,
        "relevance": of.relevance,
        "trust_factor": of.trust_factor,
        "freshness": of.freshness,
        "matched_words": marked.words,
        "highlights": [{"field": each.field, "text": each.text, "matches": each.matches} for each in marked.pieces],
        "reason": why.reason,
    }


def _facets(counts: Mapping[str, Sequence[tuple[str, int]]]) -> dict[str, list[dict[str, Any]]]:
    return {name: [{"value": value, "count": count} for value, count in found] for name, found in counts.items()}
