"""Weights, reputation, trust and status, by tables and properties."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reputation import rules
from app.reputation.rules import (
    MAX_TRUST_FACTOR,
    MIN_TRUST_FACTOR,
    Evidence,
    Weight,
    counted,
    evidence,
    reputation,
    trust_factor,
    trust_score,
    weight,
)
from app.votes import rules as votes
from app.votes.rules import DOWN, FAILED, PARTLY, UP, WORKED, Tally, evidence_of, status

NEW, FULL = Weight(100, established=False), Weight(800, established=True)
sums = st.builds(Evidence, *(st.integers(0, 50_000) for _ in range(4)))


def many(judgement: str, of: Weight, count: int) -> Evidence:
    return evidence_of(judgement, of) * count


@pytest.mark.parametrize(
    ("by_domain", "domains", "expected"),
    [
        ({}, ("python",), NEW),
        ({}, (), NEW),
        ({"python": 0.19}, ("python",), NEW),
        ({"python": 0.2}, ("python",), Weight(333, established=True)),
        ({"python": 0.6}, ("python",), FULL),
        ({"python": 0.99}, ("python",), FULL),
        # One domain of two doesn't carry the other along.
        ({"python": 0.6}, ("django", "python"), Weight(450, established=True)),
        ({"python": 0.3}, ("django", "python"), NEW),
        # Reputation elsewhere gives none here.
        ({"python": 0.99}, ("javascript",), NEW),
    ],
)
def test_a_judgement_weighs_by_reputation_in_the_domains_of_the_trace(by_domain, domains, expected) -> None:
    assert weight(by_domain, domains) == expected


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_reputation_never_weighs_less(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert weight({"x": low}, ["x"]).thousandths <= weight({"x": high}, ["x"]).thousandths
    assert 100 <= weight({"x": a}, ["x"]).thousandths <= 800


@pytest.mark.parametrize(
    ("judgement", "of", "expected"),
    [
        (UP, NEW, Evidence(newcomers_positive=100)),
        (DOWN, NEW, Evidence(newcomers_negative=100)),
        (UP, FULL, Evidence(positive=800)),
        (WORKED, FULL, Evidence(positive=1600)),
        (PARTLY, FULL, Evidence(positive=800, negative=800)),
        (FAILED, NEW, Evidence(newcomers_negative=200)),
    ],
)
def test_what_a_judgement_adds(judgement: str, of: Weight, expected: Evidence) -> None:
    assert evidence_of(judgement, of) == expected


@given(sums, st.integers(100, 800), st.floats(0, 1), st.booleans())
def test_taking_back_reverses_exactly(before: Evidence, thousandths: int, share: float, established: bool) -> None:
    one = evidence(Weight(thousandths, established), share)
    assert before + one + -one == before


def test_twenty_newcomers_move_less_than_one_established() -> None:
    ring, one = many(UP, NEW, 20), many(UP, FULL, 1)
    assert counted(ring) == (rules.NEWCOMERS_CAP, 0)
    assert 0 < trust_score(ring) < trust_score(one)
    assert trust_score(many(WORKED, NEW, 1000)) == trust_score(ring)
    assert -trust_score(many(DOWN, NEW, 1000)) < trust_score(one)


@pytest.mark.parametrize("of", [NEW, FULL])
def test_one_for_does_not_outrank_fifty_for_and_five_against(of: Weight) -> None:
    many_votes = many(UP, of, 50) + many(DOWN, of, 5)
    assert trust_score(many(UP, of, 1)) < trust_score(many_votes)


def test_newcomers_cannot_hide_behind_each_other() -> None:
    """The cap scales both sides, so a ring can't shout down what other newcomers say."""
    assert counted(many(UP, NEW, 30) + many(DOWN, NEW, 10)) == pytest.approx((0.375, 0.125))


@given(sums)
def test_trust_is_bounded_and_nothing_without_evidence(of: Evidence) -> None:
    assert -1 < trust_score(of) < 1
    assert trust_score(Evidence()) == 0
    positive, negative = counted(of)
    assert (trust_score(of) > 0) == (positive > negative)
    assert MIN_TRUST_FACTOR <= trust_factor(trust_score(of)) <= MAX_TRUST_FACTOR


@given(sums, st.sampled_from([NEW, FULL]))
def test_praise_never_lowers_and_blame_never_raises_trust(before: Evidence, of: Weight) -> None:
    if of is FULL:
        assert trust_score(before + evidence_of(UP, of)) >= trust_score(before)
        assert trust_score(before + evidence_of(DOWN, of)) <= trust_score(before)


@pytest.mark.parametrize(
    ("votes_for", "against", "score"),
    [(0, 0, 0.0), (1, 0, 0.172), (2, 0, 0.294), (5, 0, 0.510), (8, 0, 0.625), (50, 5, 0.788), (5, 5, 0.215)],
)
def test_reputation_by_established_votes(votes_for: int, against: int, score: float) -> None:
    assert reputation(many(UP, FULL, votes_for) + many(DOWN, FULL, against)) == pytest.approx(score, abs=0.002)


def test_newcomers_alone_establish_nobody() -> None:
    assert reputation(many(UP, NEW, 10_000)) < rules.ESTABLISHED_FROM


TWO_NEW = Tally(many(UP, NEW, 2), upvotes=2, confirmations=2, confirming_weight=200)


@pytest.mark.parametrize(
    ("tally", "prior", "expected"),
    [
        (Tally(), 0.0, votes.PENDING),
        (Tally(), 0.2, votes.VALIDATED),
        (replace(TWO_NEW, confirmations=1, confirming_weight=100), 0.0, votes.PENDING),
        (TWO_NEW, 0.0, votes.VALIDATED),
        # One established voice isn't two independent ones.
        (Tally(many(UP, FULL, 1), confirmations=1, confirming_weight=800), 0.0, votes.PENDING),
        # Evidence turns.
        (replace(TWO_NEW, evidence=TWO_NEW.evidence + many(DOWN, FULL, 1)), 0.0, votes.DISPUTED),
        (replace(TWO_NEW, evidence=TWO_NEW.evidence + many(DOWN, NEW, 2)), 0.0, votes.PENDING),
        (Tally(many(DOWN, NEW, 1)), 0.0, votes.PENDING),
        (Tally(many(DOWN, NEW, 2)), 0.0, votes.DISPUTED),
        # A head start doesn't save what is wrong.
        (Tally(many(FAILED, FULL, 1)), 0.2, votes.DISPUTED),
        (Tally(many(DOWN, NEW, 2)), 0.2, votes.VALIDATED),
    ],
)
def test_what_a_trace_is_called(tally: Tally, prior: float, expected: str) -> None:
    assert status(tally, prior, needed=2) == expected
