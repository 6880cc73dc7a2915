import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.boosts import PRODUCT, Ranking
from search.query.filters import filters
from search.query.hybrid import request
from search.query.spec import Filters, SearchSpec, Sort
from search.query.vector import cosine

NOW = datetime(2026, 11, 21, tzinfo=UTC)
VECTOR = np.array([1.0, 0.0], dtype=np.float32)
VISIBLE = {"term": {"visibility": "visible"}}


def legs(body: dict[str, Any]) -> list[str]:
    return [next(iter(clause)) for clause in body["query"]["bool"].get("should", [])]


def not_(clause: dict[str, Any]) -> dict[str, Any]:
    return {"bool": {"must_not": clause}}


AUTHOR = uuid.UUID("00000000-0000-4000-8000-000000000001")
EXPIRED = not_({"range": {"valid_until": {"lte": NOW.isoformat()}}})


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Filters(), []),
        (Filters(tags=("a", "b")), [{"term": {"tags": "a"}}, {"term": {"tags": "b"}}]),
        (Filters(tags_any=("a", "b")), [{"terms": {"tags": ["a", "b"]}}]),
        (Filters(tags_none=("a", "b")), [not_({"terms": {"tags": ["a", "b"]}})]),
        (Filters(status=("validated",)), [{"terms": {"status": ["validated"]}}]),
        (Filters(language=("go", "rust")), [{"terms": {"language": ["go", "rust"]}}]),
        (Filters(framework=("flask",)), [{"terms": {"framework": ["flask"]}}]),
        (Filters(author=AUTHOR), [{"term": {"contributor_id": str(AUTHOR)}}]),
        (Filters(min_trust=0.0), [{"range": {"trust_score": {"gte": 0.0}}}]),
        (Filters(since=NOW), [{"range": {"created_at": {"gte": NOW.isoformat()}}}]),
        (Filters(valid_at=NOW), [{"range": {"valid_from": {"lte": NOW.isoformat()}}}, EXPIRED]),
        (Filters(unexpired_at=NOW), [EXPIRED]),
        (Filters(is_stale=False), [{"term": {"is_stale": False}}]),
    ],
)
def test_filters(wanted: Filters, expected: list[dict[str, Any]]) -> None:
    assert filters(wanted) == [VISIBLE, *expected]


def test_each_library_must_meet_one_interval_of_its_range() -> None:
    _, first, second = filters(Filters(versions={"django": "<2 || >=4", "python": "3.12"}))
    assert len(first["bool"]["should"]) == 2
    assert len(second["bool"]["should"]) == 1
    assert {each["range"]["versions"]["relation"] for each in first["bool"]["should"]} == {"intersects"}
    assert first["bool"]["minimum_should_match"] == 1


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        (SearchSpec(text="x", vector=VECTOR, now=NOW), ["match", "dis_max"]),
        (SearchSpec(text="x", now=NOW), ["match"]),
        (SearchSpec(vector=VECTOR, now=NOW), ["knn"]),
        (SearchSpec(text="x", vector=VECTOR, mode="lexical"), ["match"]),
        (SearchSpec(text="x", vector=VECTOR, mode="vector"), ["knn"]),
        (SearchSpec(filters=Filters(tags=("a",))), []),
        (SearchSpec(filters=Filters(tags=("a",)), mode="vector"), []),
    ],
)
def test_legs(spec: SearchSpec, expected: list[str]) -> None:
    assert legs(request(spec)) == expected


def test_every_leg_has_the_same_filters() -> None:
    body = request(SearchSpec(text="x", vector=VECTOR, filters=Filters(tags=("a",)), now=NOW))
    knn = body["query"]["bool"]["should"][1]["dis_max"]["queries"][0]["knn"]
    assert knn["filter"] == body["query"]["bool"]["filter"] == [VISIBLE, {"term": {"tags": "a"}}]


def test_relevance_is_multiplied_by_trust_then_freshness() -> None:
    rescore = request(SearchSpec(text="x", now=NOW))["rescore"]["query"]
    assert rescore["score_mode"] == "multiply"
    trust = rescore["rescore_query"]["function_score"]
    assert trust["field_value_factor"] == {"field": "trust_factor", "missing": 1}
    assert trust["boost_mode"] == "multiply"
    freshness = trust["query"]["function_score"]
    assert freshness["functions"][0] == {"weight": PRODUCT.freshness_floor}
    assert sum(part["weight"] for part in freshness["functions"]) == pytest.approx(1)
    assert (freshness["score_mode"], freshness["boost_mode"]) == ("sum", "replace")
    alone = request(SearchSpec(text="x"))["rescore"]["query"]["rescore_query"]["function_score"]
    assert alone == {"field_value_factor": trust["field_value_factor"], "boost_mode": "replace"}


def test_a_listing_by_tags_is_ordered_by_trust_and_not_rescored() -> None:
    body = request(SearchSpec(filters=Filters(tags=("a",)), now=NOW))
    assert body["sort"] == [{"trust_factor": "desc"}, {"created_at": "desc"}, {"id": "desc"}]
    assert "rescore" not in body


@given(st.floats(-1, 1))
def test_the_cosine_is_read_back_from_a_leg_score(value: float) -> None:
    assert cosine(40.0 * (1 + value) / 2, 40.0) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "words"), [(None, 1), ("", 1), ("E7777", 1), ("pool runs dry", 3), ("a.b-c d", 4), ("word " * 999, 32)]
)
def test_the_weight_of_meaning_grows_with_the_root_of_the_words(text: str | None, words: int) -> None:
    assert PRODUCT.vector_boost(text) == pytest.approx(PRODUCT.vector_boost_base * words**0.5)


def test_words_are_asked_for_as_terms_and_each_once() -> None:
    body = request(SearchSpec(text="Ports, port, getUser", mode="lexical"))
    assert body["query"]["bool"]["should"] == [{"match": {"all": {"query": "port getuser get user", "_name": "words"}}}]


def test_an_error_is_asked_for_by_its_fingerprints() -> None:
    spec = SearchSpec(text="KeyError: 'x' in line 3")
    _, clause = request(spec)["query"]["bool"]["should"]
    asked = clause["match"]["fingerprints"]
    assert asked["query"] == "exact:keyerror_*_in_line_* head:keyerror_in_line"
    assert asked["boost"] == pytest.approx(PRODUCT.fingerprint_share * PRODUCT.vector_boost(spec.text))
    assert legs(request(replace(spec, mode="vector", vector=VECTOR))) == ["knn"]


def test_another_ranking_changes_the_weights_and_nothing_else() -> None:
    spec = SearchSpec(text="two words", vector=VECTOR, now=NOW, size=5)
    body = request(spec, Ranking(vector_boost_base=7, vector_candidates=33, rescore_window=11))
    knn = body["query"]["bool"]["should"][1]["dis_max"]["queries"][0]["knn"]
    assert (knn["boost"], knn["k"], knn["num_candidates"]) == (pytest.approx(7 * 2**0.5), 33, 33)
    assert body["rescore"]["window_size"] == 11
    assert request(spec, Ranking()) == request(spec)


def test_a_hit_by_words_outside_the_neighbours_counts_as_a_distant_one() -> None:
    body = request(SearchSpec(text="two words", vector=VECTOR), Ranking(vector_boost_base=10, unrelated_cosine=0.2))
    (_, meaning) = body["query"]["bool"]["should"]
    neighbour, other = meaning["dis_max"]["queries"]
    assert neighbour["knn"]["boost"] == pytest.approx(10 * 2**0.5)
    assert other["constant_score"]["boost"] == pytest.approx(10 * 2**0.5 * (1 + 0.2) / 2)
    assert other["constant_score"]["filter"] == {
        "match": {"all": {"query": "two word", "minimum_should_match": Ranking().unrelated_coverage}}
    }


def test_a_hit_with_all_of_several_words_counts_as_a_near_one() -> None:
    ranking = Ranking(vector_boost_base=10, quoted_cosine=0.6, quoted_words=3)
    (_, meaning) = request(SearchSpec(text="three whole words", vector=VECTOR), ranking)["query"]["bool"]["should"]
    quotation = meaning["dis_max"]["queries"][2]["constant_score"]
    assert quotation["boost"] == pytest.approx(10 * 3**0.5 * (1 + 0.6) / 2)
    assert quotation["filter"] == {"match": {"all": {"query": "three whole word", "minimum_should_match": "100%"}}}
    (_, meaning) = request(SearchSpec(text="whole words, words", vector=VECTOR), ranking)["query"]["bool"]["should"]
    assert len(meaning["dis_max"]["queries"]) == 2


@pytest.mark.parametrize("sort", ["trust", "newest"])
def test_an_order_of_its_own_takes_words_as_a_filter_and_no_meaning(sort: Sort) -> None:
    body = request(SearchSpec(text="pool runs dry", vector=VECTOR, now=NOW, sort=sort, after=(1.5, 7, "id")))
    assert "rescore" not in body
    assert body["query"]["bool"].keys() == {"filter"}
    assert body["query"]["bool"]["filter"][1]["match"]["all"]["minimum_should_match"] == "3<75%"
    assert body["search_after"] == [1.5, 7, "id"]
    assert body["sort"][-1] == {"id": "desc"}


def test_facets_and_explanations_cost_nothing_unless_asked_for() -> None:
    plain = request(SearchSpec(text="x", vector=VECTOR, now=NOW))
    assert "aggs" not in plain
    assert [each["field"] for each in plain["docvalue_fields"]] == ["capped_author", "shapes"]
    asked = request(SearchSpec(text="x", vector=VECTOR, now=NOW, facets=("tags", "author"), explain=True))
    assert asked["aggs"]["author"] == {"terms": {"field": "contributor_id", "size": 20}}
    stand_in = asked["query"]["bool"]["should"][1]["dis_max"]["queries"][1]["constant_score"]
    assert stand_in.pop("_name")
    assert asked["query"] == plain["query"]
