"""`/api/v1/context`."""

from typing import Any, cast

from flask import Response, current_app, jsonify

from app.context.rules import Wish, language_of
from app.context.schemas import ContextIn, ContextOut
from app.context.service import Context, subqueries
from app.context.writing import JSON_NOTICE, citation, entry
from app.core.http.auth import require
from app.core.http.parsing import Blueprint
from app.core.principal import READ, Principal
from app.retrieval import misses
from app.retrieval.counting import SEARCHED
from app.retrieval.misses import MISSED
from app.tags.rules import name_of, normalise_all
from app.traces.use import RETRIEVED
from app.wiring import services

blueprint = Blueprint("context", __name__, url_prefix="/api/v1/context", description="Knowledge under a token budget")

EXTENSION = "commontrace.context"


@blueprint.route("", methods=["POST"])
@require(READ)
@blueprint.arguments(ContextIn)
@blueprint.response(200, ContextOut)
def pack_context(principal: Principal, body: dict[str, Any]) -> Response:
    """The best knowledge for a task within a budget of tokens, cited and fenced, in one piece.

    Every question of `task`, `query`, `queries` and `errors` is searched for by itself. `language`, `framework`, `tags`
    and the names of `files` are preferences.
    """
    context = cast("Context", current_app.extensions[EXTENSION])
    wish = Wish(
        language=name_of(body["language"] or "") or language_of(body["files"]),
        framework=name_of(body["framework"] or "") or None,
        tags=normalise_all(body["tags"]).names,
    )
    asked = subqueries(body["task"], body["query"], body["queries"], body["errors"])
    packed = context.pack(asked, wish, body["budget_tokens"], body["format"])
    pieces = packed.pack.pieces
    services().deferred.count(RETRIEVED, *(piece.candidate.id for piece in pieces))
    services().deferred.count(SEARCHED, "context")
    for each in packed.asked:
        if each.no_good_match and not each.degraded:
            services().deferred.count(MISSED, misses.miss(principal.contributor_id, each.subquery.text, body["tags"]))
    as_json = body["format"] == "json"
    return jsonify(
        {
            "format": body["format"],
            "notice": JSON_NOTICE,
            "markdown": None if as_json else packed.pack.text,
            "pieces": [
                {
                    **citation(piece.candidate, piece.body.part, packed.now),
                    **({"text": piece.body.text} if as_json else {}),
                }
                for piece in pieces
            ],
            "left_out": [entry(each) for each in packed.pack.left_out],
            "left_out_more": packed.pack.more,
            "no_good_match": packed.no_good_match,
            "degraded": packed.degraded,
            "queries": [
                {
                    "source": each.subquery.source,
                    "answered": each.answer is not None,
                    "no_good_match": each.no_good_match,
                }
                for each in packed.asked
            ],
            "budget_tokens": body["budget_tokens"],
            "used_tokens": packed.used_tokens,
        }
    )
