"""The token bucket's arithmetic, and what an answer tells of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.limits.rules import Bucket, Rate, Verdict, take

MINUTE = Rate(per_minute=60, burst=10)


def test_a_full_bucket_lets_a_burst_pass_and_not_one_call_more() -> None:
    bucket, passed = None, []
    for _ in range(12):
        allowed, bucket = take(bucket, MINUTE, now=5.0)
        passed.append(allowed)
    assert passed == [True] * 10 + [False] * 2


@pytest.mark.parametrize(
    ("tokens", "waited", "allowed", "left"),
    [
        (0.0, 0.0, False, 0.0),
        (0.0, 0.5, False, 0.5),
        (0.0, 1.0, True, 0.0),
        (0.5, 0.5, True, 0.0),
        (9.0, 60.0, True, 9.0),
        (3.0, -5.0, True, 2.0),
    ],
)
def test_it_fills_up_with_time_and_never_above_its_burst(
    tokens: float, waited: float, allowed: bool, left: float
) -> None:
    passed, bucket = take(Bucket(tokens, 100.0), MINUTE, 100.0 + waited)
    assert (passed, bucket.tokens) == (allowed, pytest.approx(left))


@given(
    st.lists(st.floats(0, 30), max_size=200),
    st.integers(1, 50),
    st.floats(1, 600),
)
def test_never_more_passes_than_burst_and_refill(waits: list[float], burst: int, per_minute: float) -> None:
    rate, bucket, now, passed = Rate(per_minute, burst), None, 0.0, 0
    for wait in waits:
        now += wait
        allowed, bucket = take(bucket, rate, now)
        passed += allowed
    assert passed <= burst + now * rate.refill_per_s + 1e-6


@given(st.floats(0, 0.999), st.floats(1, 6000))
def test_after_the_time_that_is_told_a_call_passes_and_a_second_earlier_none_does(
    tokens: float, per_minute: float
) -> None:
    rate = Rate(per_minute, 10)
    wait = Verdict(False, rate, tokens).retry_after_s
    assert wait >= 1
    assert take(Bucket(tokens, 0.0), rate, wait + 1e-3)[0]
    assert wait == 1 or not take(Bucket(tokens, 0.0), rate, wait - 1.001)[0]


@pytest.mark.parametrize(
    ("rate", "processes", "share"),
    [(Rate(60, 60), 2, Rate(30, 30)), (Rate(60, 1), 4, Rate(15, 1)), (Rate(6, 6), 1, Rate(6, 6))],
)
def test_a_process_alone_lets_its_share_pass(rate: Rate, processes: int, share: Rate) -> None:
    assert rate.shared_by(processes) == share


def test_a_quota_is_over_only_when_it_was_why_the_call_was_refused() -> None:
    assert Verdict(False, MINUTE, 3.0, quota=5, used=5).over_quota
    assert not Verdict(True, MINUTE, 3.0, quota=5, used=5).over_quota
    assert not Verdict(False, MINUTE, 0.2, quota=5, used=4).over_quota
    assert not Verdict(False, MINUTE, 0.2).over_quota
