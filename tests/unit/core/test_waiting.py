"""The waiting that tests of days do: on it depends that they hold at midnight too."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.waiting import within_one_day


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (datetime(2026, 12, 31, 23, 59, 55, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        (datetime(2026, 12, 31, 12, tzinfo=UTC), datetime(2026, 12, 31, 12, tzinfo=UTC)),
    ],
)
def test_a_day_that_is_about_to_end_is_waited_for(begins: datetime, ends: datetime) -> None:
    now = begins

    def clock() -> datetime:
        nonlocal now
        now += timedelta(seconds=1)
        return now

    within_one_day(clock=clock)
    assert ends <= now <= ends + timedelta(seconds=3)
