"""A circuit breaker: after repeated failures a dependency is left alone for a while, and callers fail at once."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

CLOSED, OPEN, HALF_OPEN = "closed", "open", "half_open"


class BreakerOpen(Exception):
    """The dependency failed lately and isn't asked now."""


class CircuitBreaker:
    """Closed: calls pass. After `failures` in a row it opens: calls are refused for `recovery_s` seconds. Then it is
    half open: one call at a time is let through as a probe, whose success closes it (Nygard, Release It!, 2007).

    Safe to share between threads.
    """

    def __init__(
        self,
        failing: tuple[type[Exception], ...],
        *,
        failures: int = 5,
        recovery_s: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._failing = failing
        self._limit = failures
        self._recovery_s = recovery_s
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._opened_at = 0.0
        self._probing = False

    @property
    def state(self) -> str:
        with self._lock:
            return self._state()

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Run the block if it may run now, and learn from how it ends. Raises BreakerOpen instead of running it."""
        self._enter()
        try:
            yield
        except self._failing:
            self._leave(failed=True)
            raise
        except BaseException:
            # Something else went wrong, which says that the dependency answered.
            self._leave(failed=False)
            raise
        self._leave(failed=False)

    def _state(self) -> str:
        if self._failures < self._limit:
            return CLOSED
        return OPEN if self._clock() - self._opened_at < self._recovery_s else HALF_OPEN

    def _enter(self) -> None:
        with self._lock:
            state = self._state()
            if state == OPEN or (state == HALF_OPEN and self._probing):
                raise BreakerOpen
            self._probing = state == HALF_OPEN

    def _leave(self, *, failed: bool) -> None:
        with self._lock:
            self._probing = False
            if not failed:
                self._failures = 0
                return
            self._failures += 1
            if self._failures >= self._limit:
                self._opened_at = self._clock()
