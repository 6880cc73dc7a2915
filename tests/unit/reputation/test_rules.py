import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reputation.rules import MAX_TRUST_FACTOR, MIN_TRUST_FACTOR, trust_factor, wilson_lower_bound


@pytest.mark.parametrize(
    ("positive", "total", "expected"),
    [(0, 0, 0.0), (1, 1, 0.2065), (0, 1, 0.0), (50, 55, 0.8042), (10, 10, 0.7225), (5, 10, 0.2366)],
)
def test_wilson_lower_bound(positive: float, total: float, expected: float) -> None:
    assert wilson_lower_bound(positive, total) == pytest.approx(expected, abs=1e-4)


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_wilson_stays_below_the_observed_share(positive: float, negative: float) -> None:
    total = positive + negative
    bound = wilson_lower_bound(positive, total)
    assert 0 <= bound <= 1
    if total > 0:
        assert bound <= positive / total + 1e-9


@given(st.floats(-10, 1), st.floats(0, 1))
def test_trust_factor_is_positive_and_bounded(score: float, prior: float) -> None:
    assert 0 < MIN_TRUST_FACTOR <= trust_factor(score, prior) <= MAX_TRUST_FACTOR


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_more_trust_never_lowers_the_factor(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert trust_factor(low) <= trust_factor(high)


def test_no_evidence_changes_nothing() -> None:
    assert trust_factor(0.0) == 1.0
    assert trust_factor(-0.2) < 1.0 < trust_factor(0.2)


@given(st.floats(-1, 1), st.floats(0, 1))
def test_being_out_of_date_speaks_against_a_trace_within_the_bounds(score: float, prior: float) -> None:
    stale = trust_factor(score, prior, is_stale=True)
    assert MIN_TRUST_FACTOR <= stale <= trust_factor(score, prior)
    assert trust_factor(0.0, is_stale=True) < 1.0
