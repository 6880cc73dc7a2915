"""The whole request: legs, filters, and the second look at the best hits by trust and freshness."""

from datetime import datetime
from typing import Any

from search.query.boosts import FRESHNESS_DECAY, FRESHNESS_FLOOR, FRESHNESS_SCALE, RESCORE_WINDOW, vector_boost
from search.query.filters import Clause, filters
from search.query.lexical import lexical
from search.query.spec import SearchSpec
from search.query.vector import vector


def request(spec: SearchSpec) -> dict[str, Any]:
    """The body of one `_search`. Without text and vector: all that the filters leave, most trusted and newest first."""
    where = filters(spec)
    common: dict[str, Any] = {"size": spec.size, "_source": False, "track_total_hits": False}
    legs: list[Clause] = []
    if spec.text:
        legs.append(lexical(spec.text))
    if spec.vector is not None:
        boost = vector_boost(spec.text)
        meaning = vector(spec.vector, where, boost)
        legs.append({"dis_max": {"queries": [meaning, _unrelated(spec.text, boost)]}} if spec.text else meaning)
    if not legs:
        order = [{"trust_factor": "desc"}, {"created_at": "desc"}]
        return {**common, "query": {"bool": {"filter": where}}, "sort": order}
    stages = [_trust(), *([_freshness(spec.now)] if spec.now else [])]
    return {
        **common,
        "query": {"bool": {"should": legs, "minimum_should_match": 1, "filter": where}},
        "rescore": [_multiply(stage, spec.size) for stage in stages],
    }


def _unrelated(text: str, boost: float) -> Clause:
    """What a hit by words gets for its meaning when it isn't among the nearest neighbours: as for a cosine of 0.

    Nothing at all would be less than any neighbour gets, however far, and the one trace with a rare word would be lost.
    """
    return {"constant_score": {"filter": lexical(text, named=False), "boost": boost / 2}}


def _multiply(rescore_query: Clause, size: int) -> Clause:
    return {
        "window_size": max(RESCORE_WINDOW, size),
        "query": {"rescore_query": rescore_query, "score_mode": "multiply"},
    }


def _trust() -> Clause:
    factor = {"field": "trust_factor", "missing": 1}
    return {"function_score": {"field_value_factor": factor, "boost_mode": "replace"}}


def _freshness(now: datetime) -> Clause:
    age = {"created_at": {"origin": now.isoformat(), "scale": FRESHNESS_SCALE, "decay": FRESHNESS_DECAY}}
    return {
        "function_score": {
            "functions": [{"weight": FRESHNESS_FLOOR}, {"exp": age, "weight": 1 - FRESHNESS_FLOOR}],
            "score_mode": "sum",
            "boost_mode": "replace",
        }
    }
