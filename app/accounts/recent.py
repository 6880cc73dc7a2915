"""Keys that were good a moment ago, so that a burst of requests doesn't ask the database for each."""

import hashlib
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from app.core.principal import Principal

REMEMBER_S = 1.0
"""A revoked key is refused after this long at the latest; one that expires is refused at once."""

MOST = 10_000


class RecentKeys:
    """Remembers who a good key belongs to; bad ones are asked about each time. Safe to share between threads."""

    def __init__(
        self,
        look_up: Callable[[str], Principal],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._look_up = look_up
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[bytes, tuple[float, Principal]] = {}

    def __call__(self, presented: str, serves: Callable[[Principal], bool] = lambda _: True) -> Principal:
        """Who that is, looked up again where what is remembered doesn't serve. Raises what the look-up raises."""
        # The key itself has no place in memory for longer than its request.
        digest = hashlib.sha256(presented.encode("utf-8", "surrogatepass")).digest()
        known = self._known.get(digest)
        if known is not None and self._clock() < known[0] and serves(known[1]) and not _has_ended(known[1]):
            return known[1]
        # Begun before the look-up: what is revoked during it counts from here.
        until = self._clock() + REMEMBER_S
        principal = self._look_up(presented)
        with self._lock:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[digest] = (until, principal)
        return principal


def _has_ended(principal: Principal) -> bool:
    return principal.expires_at is not None and principal.expires_at <= datetime.now(UTC)
