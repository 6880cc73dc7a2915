from datetime import UTC, datetime, timedelta

import pytest

from app.staleness.decay import COLD, COOL, FROZEN, HOT, WARM, Use, temperature

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("trust", "is_stale", "age", "idle", "uses", "expected"),
    [
        (0.0, False, 0, None, 0, WARM),
        (0.0, False, 30, None, 0, WARM),
        (0.0, False, 31, None, 0, COOL),
        (0.0, False, 90, None, 0, COOL),
        (0.0, False, 91, None, 0, COLD),
        (0.0, False, 400, 7, 1, HOT),
        (0.0, False, 400, 8, 1, WARM),
        (0.0, False, 400, 31, 1, COOL),
        (0.0, False, 400, 31, 41, HOT),
        (0.0, False, 400, 31, 40, COOL),
        (0.0, False, 400, 91, 4000, COLD),
        (-0.1, False, 0, 0, 5, COLD),
        (-0.4, False, 200, None, 0, FROZEN),
        (-0.4, False, 200, 181, 1, FROZEN),
        (-0.4, False, 200, 180, 1, COLD),
        (0.9, True, 1, 0, 50, FROZEN),
    ],
)
def test_temperature(trust: float, is_stale: bool, age: int, idle: int | None, uses: int, expected: str) -> None:
    helped = None if idle is None else NOW - timedelta(days=idle)
    assert temperature(Use(trust, is_stale, NOW - timedelta(days=age), helped, uses), NOW) == expected


@pytest.mark.parametrize(
    ("half_life", "idle", "expected"),
    [
        (180, 3, HOT),
        (180, 4, WARM),
        (180, 14, WARM),
        (180, 15, COOL),
        (180, 44, COOL),
        (180, 45, COLD),
        (730, 14, HOT),
        (730, 15, WARM),
        (730, 180, COOL),
        (730, 181, COLD),
    ],
)
def test_what_ages_faster_cools_faster(half_life: int, idle: int, expected: str) -> None:
    helped = NOW - timedelta(days=idle)
    assert temperature(Use(0.0, False, NOW - timedelta(days=500), helped, 1, half_life), NOW) == expected
