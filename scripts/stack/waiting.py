"""Waiting for a condition with a deadline."""

import time
from collections.abc import Callable

INTERVAL_SECONDS = 0.2


def wait_until(check: Callable[[], str | None], timeout: float, waiting: Callable[[str], None]) -> str | None:
    """Call `check` until it returns None (all is well) or `timeout` seconds have passed.

    Each other answer is the reason why it is not so yet; `waiting` is told of it. Returns None, or the last reason.
    """
    deadline = time.monotonic() + timeout
    while (reason := check()) is not None:
        if time.monotonic() >= deadline:
            return reason
        waiting(reason)
        time.sleep(INTERVAL_SECONDS)
    return None
