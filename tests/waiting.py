"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable


def until(condition: Callable[[], bool], what: str, within_s: float = 20.0) -> float:
    """Seconds until `condition` held. AssertionError naming `what` when it doesn't in time."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < within_s, f"not within {within_s} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - started
