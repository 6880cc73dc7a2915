"""The whole request: legs, filters, and the second look at the best hits by trust and freshness."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from search.fingerprints import fingerprints
from search.query.boosts import PRODUCT, Ranking
from search.query.filters import Clause, filters
from search.query.lexical import fingerprint, lexical
from search.query.preference import preferences
from search.query.spec import SearchSpec
from search.query.vector import vector
from search.terms import distinct


def request(spec: SearchSpec, ranking: Ranking = PRODUCT) -> dict[str, Any]:
    """The body of one `_search`. Without text and vector: all that the filters leave, most trusted and newest first."""
    where = filters(spec)
    common: dict[str, Any] = {"size": spec.size, "_source": False, "track_total_hits": False}
    legs: list[Clause] = []
    boost = ranking.vector_boost(spec.words)
    words = distinct(spec.words) if spec.words else ()
    if spec.words:
        legs.append(lexical(words))
        if errors := fingerprints(spec.words):
            legs.append(fingerprint(errors, ranking.fingerprint_share * boost))
    if spec.meaning is not None:
        meaning = vector(spec.meaning, where, boost, ranking.vector_candidates)
        legs.append({"dis_max": {"queries": [meaning, _unrelated(words, boost)]}} if spec.words else meaning)
    if not legs:
        order = [{"trust_factor": "desc"}, {"created_at": "desc"}]
        return {**common, "query": {"bool": {"filter": where}}, "sort": order}
    stages = [_trust(), *([_freshness(spec.now, ranking)] if spec.now else [])]
    window = max(ranking.rescore_window, spec.size)
    return {
        **common,
        "docvalue_fields": ["capped_author", "shapes"],
        "query": _preferred(
            {"bool": {"should": legs, "minimum_should_match": 1, "filter": where}},
            preferences(spec, ranking.preference_share * boost),
        ),
        "rescore": [_multiply(stage, window) for stage in stages],
    }


def _unrelated(words: Sequence[str], boost: float) -> Clause:
    """What a hit by words gets for its meaning when it isn't among the nearest neighbours: as for a cosine of 0.

    Nothing at all would be less than any neighbour gets, however far, and the one trace with a rare word would be lost.
    """
    return {"constant_score": {"filter": lexical(words, named=False), "boost": boost / 2}}


def _preferred(relevance: Clause, preferences: list[Clause]) -> Clause:
    return {"bool": {"must": [relevance], "should": preferences}} if preferences else relevance


def _multiply(rescore_query: Clause, window: int) -> Clause:
    return {
        "window_size": window,
        "query": {"rescore_query": rescore_query, "score_mode": "multiply"},
    }


def _trust() -> Clause:
    factor = {"field": "trust_factor", "missing": 1}
    return {"function_score": {"field_value_factor": factor, "boost_mode": "replace"}}


def _freshness(now: datetime, ranking: Ranking) -> Clause:
    floor, decay = ranking.freshness_floor, ranking.freshness_decay
    age = {"created_at": {"origin": now.isoformat(), "scale": ranking.freshness_scale, "decay": decay}}
    return {
        "function_score": {
            "functions": [{"weight": floor}, {"exp": age, "weight": 1 - floor}],
            "score_mode": "sum",
            "boost_mode": "replace",
        }
    }
