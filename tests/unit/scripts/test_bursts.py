"""The judge of limiters: right ones are found right, wrong ones wrong."""

import random

import pytest

from app.core.limits.rules import Bucket, Rate, take
from scripts.bursts.judging import Answer, over_allowed, wrongly_refused
from scripts.bursts.patterns import patterns

RATE = Rate(per_minute=60, burst=10)


def _limited(moments: list[float], rate: Rate, draw: random.Random) -> list[Answer]:
    bucket: Bucket | None = None
    answers = []
    for moment in sorted(moments):
        passed, bucket = take(bucket, rate, moment)
        answers.append(Answer(moment - draw.uniform(0, 0.05), moment + draw.uniform(0, 0.05), passed))
    return answers


@pytest.mark.parametrize("seed", range(20))
def test_a_right_limiter_is_found_right(seed: int) -> None:
    draw = random.Random(seed)
    answers = _limited([draw.uniform(0, 20) for _ in range(120)], RATE, draw)
    assert (wrongly_refused(answers, RATE), over_allowed(answers, RATE)) == (0, 0)


def test_one_that_lets_too_many_pass_is_found_out() -> None:
    answers = [Answer(0.0, 0.01, passed=True)] * 13
    assert over_allowed(answers, RATE) == 3


def test_one_that_refuses_too_early_is_found_out() -> None:
    strict = Rate(per_minute=60, burst=8)
    answers = _limited([0.1] * 12, strict, random.Random(1))
    assert wrongly_refused(answers, RATE) == 4
    assert wrongly_refused(answers, None) == 4


def test_patterns_are_the_same_each_time_and_in_order() -> None:
    assert patterns() == patterns()
    for pattern in patterns():
        assert list(pattern.calls) == sorted(pattern.calls)
