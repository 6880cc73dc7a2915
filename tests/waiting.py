"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def until(condition: Callable[[], bool], what: str, within_s: float = 20.0) -> float:
    """Seconds until `condition` held. AssertionError naming `what` when it doesn't in time."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < within_s, f"not within {within_s} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - started


def within_one_day(room_s: float = 30.0, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
    """Wait for the next day (UTC) when this one ends sooner: for tests of what is counted by the day."""
    room = timedelta(seconds=room_s)
    until(lambda: (clock() + room).date() == clock().date(), "a day begins", within_s=room_s + 5)
