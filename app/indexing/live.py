"""Which index is read now, remembered for a moment so that a search doesn't ask Postgres each time."""

import threading
import time

from app.core.db import Database
from app.core.errors import Unavailable
from app.indexing import service
from app.indexing.service import LiveIndex

REMEMBER_S = 2.0
"""A new generation may have another model: for this long at most, queries are embedded for the old one."""


class LiveIndexCache:
    """Safe to share between threads."""

    def __init__(self, database: Database, prefix: str) -> None:
        self._database = database
        self._prefix = prefix
        self._lock = threading.Lock()
        self._known: LiveIndex | None = None
        self._read_at = 0.0

    def forget(self) -> None:
        """Look again at the next call, whenever the last one was."""
        with self._lock:
            self._read_at = float("-inf")

    def get(self) -> LiveIndex:
        """Raises Unavailable before the first index was made."""
        with self._lock:
            if self._known is None or time.monotonic() - self._read_at > REMEMBER_S:
                with self._database.reading() as session:
                    self._known = service.live_index(session, self._prefix)
                self._read_at = time.monotonic()
            if self._known is None:
                raise Unavailable("The search index has not been built yet.", retry_after=5)
            return self._known
