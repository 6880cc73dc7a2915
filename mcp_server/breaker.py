"""A circuit breaker for one event loop: a backend that keeps failing is left alone for a while."""

import time
from collections import deque
from collections.abc import Callable

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half_open"

CONSECUTIVE_FAILURES = 5
WINDOW = 20
"""Calls looked back on: when half of them failed, single successes in between don't keep it closed."""


class CircuitBreaker:
    """Closed: calls pass. It opens at five failures in a row, or when half of the last twenty calls failed, and refuses
    calls for `open_s` seconds. Then it is half open: one call is let through as a probe, whose success closes it and
    whose failure opens it again (Nygard, Release It!, 2007).

    Whoever got True from `enter` must call `leave`. Not safe to share between threads.
    """

    def __init__(self, open_s: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._open_s = open_s
        self._clock = clock
        self._recent: deque[bool] = deque(maxlen=WINDOW)
        self._in_a_row = 0
        self._opened_at: float | None = None
        self._probing = False

    @property
    def state(self) -> str:
        if self._opened_at is None:
            return CLOSED
        return OPEN if self.remaining_s > 0 else HALF_OPEN

    @property
    def remaining_s(self) -> float:
        """Seconds until a probe may pass; 0 when it is not open."""
        if self._opened_at is None:
            return 0.0
        return max(0.0, self._opened_at + self._open_s - self._clock())

    def enter(self) -> bool:
        """Whether a call may be made now."""
        state = self.state
        if state == OPEN or (state == HALF_OPEN and self._probing):
            return False
        self._probing = state == HALF_OPEN
        return True

    def leave(self, *, failed: bool | None) -> None:
        """Tell how a call ended. None: it was broken off by whoever made it, which says nothing of the backend."""
        if self._opened_at is not None:
            self._end_of_probe(failed)
        elif failed is not None:
            self._recent.append(failed)
            self._in_a_row = self._in_a_row + 1 if failed else 0
            half = len(self._recent) == WINDOW and 2 * sum(self._recent) >= WINDOW
            if self._in_a_row >= CONSECUTIVE_FAILURES or half:
                self._open()

    def _end_of_probe(self, failed: bool | None) -> None:
        if not self._probing:
            return  # begun before it opened: what it found is older than the verdict
        self._probing = False
        if failed:
            self._open()
        elif failed is False:
            self._opened_at = None

    def _open(self) -> None:
        self._opened_at = self._clock()
        self._recent.clear()
        self._in_a_row = 0
