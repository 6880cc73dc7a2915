from datetime import timedelta

import pytest

from app.outbox.rules import BACKOFF_CAP_S, backoff


@pytest.mark.parametrize(
    ("attempts", "jitter", "seconds"), [(1, 0, 2), (2, 0, 4), (3, 1, 4), (5, 0, 30), (500, 0, 30), (500, 1, 15)]
)
def test_backoff(attempts: int, jitter: float, seconds: float) -> None:
    assert backoff(attempts, jitter) == timedelta(seconds=seconds)


def test_the_cap_leaves_room_for_recovery_within_a_minute() -> None:
    assert BACKOFF_CAP_S <= 30
