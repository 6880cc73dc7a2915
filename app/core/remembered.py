"""What is looked up once in a while for everybody, so that not each call asks for it."""

import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """One value, kept for some seconds. Safe to share between threads: one looks up, the others wait for it."""

    def __init__(self, look_up: Callable[[], T], seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._look_up = look_up
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._known: tuple[float, T] | None = None

    def get(self) -> T:
        """Raises what the look-up raises, which is asked again by the next call then."""
        with self._lock:
            if self._known is None or self._clock() >= self._known[0]:
                # Begun before the look-up: what changes during it counts from here.
                until = self._clock() + self._seconds
                self._known = until, self._look_up()
            return self._known[1]

    def forget(self) -> None:
        """Look again at the next call, whenever the last one was."""
        with self._lock:
            self._known = None
