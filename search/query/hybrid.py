"""The whole request: legs, filters, a second look at the best hits by trust and freshness, and what is asked beside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from search.fingerprints import fingerprints
from search.query.boosts import PRODUCT, Ranking
from search.query.filters import Clause, filters
from search.query.lexical import covering, fingerprint, lexical
from search.query.listing import counted, listing
from search.query.preference import preferences
from search.query.spec import SearchSpec
from search.query.vector import vector
from search.terms import distinct

UNRELATED, QUOTATION = "unrelated", "quotation"
"""Names of the clauses that stand in for meaning; only where the scores are explained."""

EXPLAINED_FIELDS: list[Clause] = [{"field": "trust_factor"}, {"field": "created_at", "format": "epoch_millis"}]

VARIETY_FIELDS: list[Clause] = [{"field": "capped_author"}, {"field": "shapes"}]


def request(spec: SearchSpec, ranking: Ranking = PRODUCT) -> dict[str, Any]:
    """The body of one `_search`: by relevance, or a listing where another order is wanted or nothing is asked."""
    where = filters(spec.filters)
    common: dict[str, Any] = {"size": spec.size, "_source": False, "track_total_hits": False}
    if spec.facets:
        common["aggs"] = counted(spec.facets)
    explained = EXPLAINED_FIELDS if spec.explain else []
    if not spec.is_ranked:
        return {**common, **({"docvalue_fields": explained} if explained else {}), **listing(spec, where)}
    legs: list[Clause] = []
    boost = ranking.vector_boost(spec.words)
    words = distinct(spec.words) if spec.words else ()
    if spec.words:
        legs.append(lexical(words))
        if errors := fingerprints(spec.words):
            legs.append(fingerprint(errors, ranking.fingerprint_share * boost))
    if spec.meaning is not None:
        meaning = vector(spec.meaning, where, boost, ranking.vector_candidates)
        otherwise = _otherwise(words, ranking, boost, named=spec.explain)
        legs.append({"dis_max": {"queries": [meaning, *otherwise]}} if otherwise else meaning)
    return {
        **common,
        "docvalue_fields": [*VARIETY_FIELDS, *explained],
        "query": _preferred(
            {"bool": {"should": legs, "minimum_should_match": 1, "filter": where}},
            preferences(spec, ranking.preference_share * boost),
        ),
        "rescore": {
            "window_size": max(ranking.rescore_window, spec.size),
            "query": {"rescore_query": _weighed(spec.now, ranking), "score_mode": "multiply"},
        },
    }


def _otherwise(words: Sequence[str], ranking: Ranking, boost: float, *, named: bool) -> list[Clause]:
    """What a hit by words gets for its meaning when it isn't among the nearest neighbours, or no nearer than this.

    Nothing at all would be less than any neighbour gets, however far, and the one trace with a rare word would be lost.
    """
    found = []
    if words:
        found.append((UNRELATED, covering(words, ranking.unrelated_coverage), ranking.unrelated_cosine))
    if len(words) >= ranking.quoted_words:
        found.append((QUOTATION, covering(words, ranking.quoted_coverage), ranking.quoted_cosine))
    return [
        {"constant_score": {"filter": each, "boost": boost * (1 + cosine) / 2, **({"_name": name} if named else {})}}
        for name, each, cosine in found
    ]


def _preferred(relevance: Clause, preferences: list[Clause]) -> Clause:
    return {"bool": {"must": [relevance], "should": preferences}} if preferences else relevance


def _weighed(now: datetime | None, ranking: Ranking) -> Clause:
    """The factor for trust times that for age, in one look at each hit."""
    fresh = {"query": _freshness(now, ranking), "boost_mode": "multiply"} if now else {"boost_mode": "replace"}
    return {"function_score": {"field_value_factor": {"field": "trust_factor", "missing": 1}, **fresh}}


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
