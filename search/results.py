"""Hits as the library's callers want them, whatever Elasticsearch's answer looks like."""

import uuid
from dataclasses import dataclass
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from search.client import SearchUnavailable, body, translated_errors
from search.query import lexical, vector
from search.query.boosts import PRODUCT, Ranking
from search.query.hybrid import request
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


def search(client: Elasticsearch, index: str, spec: SearchSpec, ranking: Ranking = PRODUCT) -> list[Hit]:
    """Run the one request. Raises SearchUnavailable, and IndexReplaced when the index is gone."""
    with translated_errors():
        try:
            parameters = _as_parameters(request(spec, ranking))
            response = client.search(index=index, **parameters, include_named_queries_score=True)
        except NotFoundError as error:
            raise IndexReplaced(f"there is no index {index}") from error
        except BadRequestError as error:
            raise SearchUnavailable(f"the index doesn't take the request: {error}") from error
    boost = ranking.vector_boost(spec.words)
    return [_hit(hit, boost) for hit in body(response)["hits"]["hits"]]


def _as_parameters(request_body: dict[str, Any]) -> dict[str, Any]:
    return {name.replace("_source", "source"): value for name, value in request_body.items()}


def _hit(hit: dict[str, Any], boost: float) -> Hit:
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
    )
