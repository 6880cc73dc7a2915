"""Counts that may be lost: collected in memory and written in the background, never in a request's way.

For `last_used` of a key, retrieval and read counts. What must not be lost goes through the outbox instead.
"""

import threading
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.logging import get_logger
from app.core.metrics import DEFERRED_LOST

log = get_logger(__name__)

Writer = Callable[[Session, Mapping[Any, int], datetime], None]
"""Writes `{key: count}` gathered up to the given time, inside the caller's transaction."""

MAX_KEYS = 10_000


class Deferred:
    """One per process. The flusher thread starts with the first count, so a forked child gets its own."""

    def __init__(self, database: Database, interval_s: float = 1.0) -> None:
        self._database = database
        self._interval_s = interval_s
        self._writers: dict[str, Writer] = {}
        self._counts: dict[str, Counter[Hashable]] = {}
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None

    def register(self, kind: str, writer: Writer) -> None:
        self._writers[kind] = writer
        self._counts[kind] = Counter()

    def count(self, kind: str, *keys: Hashable) -> None:
        """Add one for each key. Drops new keys while the store is full, which an outage of Postgres can cause."""
        with self._lock:
            counts = self._counts[kind]
            taken = [key for key in keys if key in counts or len(counts) < MAX_KEYS]
            counts.update(taken)
            if len(taken) < len(keys):
                DEFERRED_LOST.labels(kind).inc(len(keys) - len(taken))
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._run, name="deferred", daemon=True)
                self._thread.start()

    def flush(self) -> None:
        """Write what has been gathered. On a failure the counts are kept for the next flush."""
        with self._lock:
            taken = {kind: counts for kind, counts in self._counts.items() if counts}
            self._counts.update({kind: Counter() for kind in taken})
        for kind, counts in taken.items():
            try:
                with self._database.transaction() as session:
                    self._writers[kind](session, counts, datetime.now(UTC))
            except Exception:
                log.warning("deferred_write_failed", kind=kind, keys=len(counts), exc_info=True)
                with self._lock:
                    self._counts[kind].update(counts)

    def close(self) -> None:
        """Stop the thread and write the rest."""
        self._closed = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
        self.flush()

    def _run(self) -> None:
        while not self._closed:
            self._wake.wait(self._interval_s)
            self.flush()
