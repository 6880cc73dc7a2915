from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.explain import Explanation, contributions, freshness, reason
from search.query.boosts import PRODUCT, Ranking

NOW = datetime(2026, 11, 21, tzinfo=UTC)
WORDS = {"match": {"all": {"query": "x", "_name": "words"}}}
MEANING = {"knn": {"field": "vector", "_name": "meaning"}}
UNRELATED = {"constant_score": {"filter": {}, "boost": 10, "_name": "unrelated"}}
HYBRID = {"bool": {"should": [WORDS, {"dis_max": {"queries": [MEANING, UNRELATED]}}], "filter": [{"term": {"a": "b"}}]}}


@pytest.mark.parametrize(
    ("clause", "scores", "expected"),
    [
        (WORDS, {"words": 3.0}, {"words": 3.0}),
        (WORDS, {}, {}),
        (HYBRID, {"words": 3.0, "meaning": 15.0, "unrelated": 10.0}, {"words": 3.0, "meaning": 15.0}),
        (HYBRID, {"words": 3.0, "meaning": 8.0, "unrelated": 10.0}, {"words": 3.0, "unrelated": 10.0}),
        (HYBRID, {"meaning": 15.0}, {"meaning": 15.0}),
        (
            {"bool": {"should": WORDS, "must": [MEANING]}},
            {"words": 1.0, "meaning": 2.0},
            {"words": 1.0, "meaning": 2.0},
        ),
        (
            {"dis_max": {"queries": [WORDS, MEANING], "tie_breaker": 0.5}},
            {"words": 1.0, "meaning": 2.0},
            {"meaning": 2.0, "words": 0.5},
        ),
        ({"term": {"tags": {"value": "a"}}}, {"words": 1.0}, {}),
    ],
)
def test_clauses_add_up(clause: dict[str, Any], scores: dict[str, float], expected: dict[str, float]) -> None:
    assert contributions(clause, scores) == expected


@pytest.mark.parametrize(("days", "expected"), [(0, 1.0), (730, 0.925), (1460, 0.8875), (100_000, 0.85), (-730, 0.925)])
def test_freshness_halves_above_its_floor(days: int, expected: float) -> None:
    assert freshness(NOW - timedelta(days=days), NOW, Ranking(freshness_floor=0.85)) == pytest.approx(expected)


def test_without_a_time_there_is_no_freshness() -> None:
    assert freshness(NOW, None, PRODUCT) == 1


def explained(trust: float = 1.0, fresh: float = 1.0, **parts: float) -> Explanation:
    return Explanation(parts, trust, fresh)


@pytest.mark.parametrize(
    ("this", "following", "expected"),
    [
        (explained(words=1), None, "The last one here."),
        (explained(words=1), explained(words=1), "Scores the same as the next."),
        (
            explained(words=2),
            explained(words=1),
            "Scores 100 % more than the next: more by words (2.000 against 1.000).",
        ),
        (
            explained(words=1, meaning=0.8),
            explained(words=1, meaning=0.795),
            "Scores under 1 % more than the next: more by meaning (0.800 against 0.795).",
        ),
        (
            explained(words=1, trust=0.9),
            explained(words=0.5, trust=1.2),
            (
                "Scores 50 % more than the next: more by words (1.000 against 0.500), "
                "although less trusted (0.90 against 1.20)."
            ),
        ),
        (
            explained(words=1, fresh=1.0),
            explained(words=1, fresh=0.9),
            "Scores 11 % more than the next: newer (1.00 against 0.90).",
        ),
        (
            explained(meaning=1),
            explained(words=0.2, meaning=0.5),
            (
                "Scores 43 % more than the next: more by meaning (1.000 against 0.500), "
                "although less by words (0.000 against 0.200)."
            ),
        ),
        (
            explained(words=1),
            explained(words=1.1),
            "Scores 10 % less than the next, which was moved down for variety.",
        ),
        (
            explained(trust=1.1),
            explained(trust=1),
            "Listed before the next, which is less trusted (1.00 against 1.10).",
        ),
        (explained(), explained(), "Listed before the next in the order that was asked for."),
    ],
)
def test_the_reason_names_what_weighed_most(this: Explanation, following: Explanation | None, expected: str) -> None:
    assert reason(this, following) == expected


SCORES = st.floats(0.01, 100)
FACTORS = st.floats(0.5, 1.5)
ANY = st.builds(explained, trust=FACTORS, fresh=FACTORS, words=SCORES, meaning=SCORES)


@given(ANY, ANY)
def test_every_pair_has_a_reason_that_fits_its_order(this: Explanation, following: Explanation) -> None:
    said = reason(this, following)
    if this.score > following.score * 1.00001:
        assert " more than the next: " in said
        assert not said.endswith(": .")
