"""Hits as the library's callers want them, whatever Elasticsearch's answer looks like."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from search.client import SearchUnavailable, body, translated_errors
from search.explain import Explanation, contributions, freshness
from search.query import lexical, vector
from search.query.boosts import PRODUCT, Ranking
from search.query.hybrid import UNRELATED, request
from search.query.spec import SearchSpec


class IndexReplaced(Exception):
    """The index isn't there any more; another one is read by now."""


@dataclass(frozen=True)
class Hit:
    """One trace found, best first in a list of them.

    `score` is the rank score over the weight of the kNN leg: near 1 for a perfect match in meaning, words add to it.
    `similarity` is the cosine, 0 where meaning wasn't what found it. `matched_by` names the legs: words, fingerprint,
    meaning.
    """

    id: uuid.UUID
    score: float
    similarity: float
    matched_by: tuple[str, ...]
    author: uuid.UUID | None = None
    """None for a trace of the seed library, and in a listing."""
    shapes: tuple[str, ...] = ()
    """Hits that have one of these in common are near-copies (`search.shapes`)."""
    legs: Mapping[str, float] = field(default_factory=dict)
    """The unweighed score of each named clause that matched."""
    sort: tuple[Any, ...] = ()
    """Where a listing goes on behind this hit."""
    explanation: Explanation | None = None


@dataclass(frozen=True)
class Results:
    """Hits, best first, and how often each value of the facets occurs among all that match."""

    hits: Sequence[Hit]
    facets: Mapping[str, Sequence[tuple[str, int]]]


def search(client: Elasticsearch, index: str, spec: SearchSpec, ranking: Ranking = PRODUCT) -> Results:
    """Run the one request. Raises SearchUnavailable, and IndexReplaced when the index is gone."""
    asked = request(spec, ranking)
    with translated_errors():
        try:
            response = client.search(index=index, **_as_parameters(asked), include_named_queries_score=True)
        except NotFoundError as error:
            raise IndexReplaced(f"there is no index {index}") from error
        except BadRequestError as error:
            raise SearchUnavailable(f"the index doesn't take the request: {error}") from error
    answer = body(response)
    raw = answer["hits"]["hits"]
    boost = ranking.vector_boost(spec.words)
    explained = [_explanation(hit, asked, spec, ranking, boost) if spec.explain else None for hit in raw]
    hits = [_hit(hit, boost, explanation) for hit, explanation in zip(raw, explained, strict=True)]
    facets = {
        name: [(bucket["key"], bucket["doc_count"]) for bucket in found["buckets"]]
        for name, found in answer.get("aggregations", {}).items()
    }
    return Results(hits, facets)


def _as_parameters(request_body: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("_source", "source"): value for name, value in request_body.items()}


def _hit(hit: dict[str, Any], boost: float, explanation: Explanation | None) -> Hit:
    legs: dict[str, float] = hit.get("matched_queries") or {}
    meaning = legs.get(vector.NAME)
    values: dict[str, list[str]] = hit.get("fields") or {}
    return Hit(
        id=uuid.UUID(hit["_id"]),
        score=(hit.get("_score") or 0.0) / boost,
        similarity=max(0.0, vector.cosine(meaning, boost)) if meaning is not None else 0.0,
        matched_by=tuple(name for name in (lexical.NAME, lexical.FINGERPRINT, vector.NAME) if name in legs),
        author=uuid.UUID(values["capped_author"][0]) if "capped_author" in values else None,
        shapes=tuple(values.get("shapes", ())),
        legs=legs,
        sort=tuple(hit.get("sort", ())),
        explanation=explanation,
    )


def _explanation(
    hit: dict[str, Any], asked: dict[str, Any], spec: SearchSpec, ranking: Ranking, boost: float
) -> Explanation:
    found = contributions(asked["query"], hit.get("matched_queries") or {}) if spec.is_ranked else {}
    if UNRELATED in found:
        found = {vector.NAME: found.pop(UNRELATED), **found}
    values = hit.get("fields", {})
    created_at = datetime.fromtimestamp(int(values["created_at"][0]) / 1000, UTC)
    return Explanation(
        parts={name: part / boost for name, part in found.items()},
        trust_factor=float(values.get("trust_factor", [1.0])[0]),
        freshness=freshness(created_at, spec.now, ranking),
    )
