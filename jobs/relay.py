"""The relay: `python -m jobs.relay`. Hands due outbox work to RQ, never more than the workers can take up soon."""

import select
import signal
import time
import uuid
from types import FrameType

import psycopg2
import psycopg2.extensions
from redis import RedisError
from rq import Worker
from sqlalchemy.exc import OperationalError

from app.core.logging import configure_logging, get_logger
from app.core.settings import load_settings
from app.indexing import service as indexing
from app.outbox import service as outbox
from app.wiring import Services, wire
from jobs.queues import INDEX, QueueSpec
from jobs.schedule import tick
from search.client import SearchUnavailable

log = get_logger(__name__)

IN_FLIGHT_PER_WORKER = 2
POLL_S = 1.0
"""A lost notification, and work that becomes due by the clock, wait this long at the most."""
BUSY_POLL_S = 0.05
"""How soon to look again while as much is in flight as the workers can take."""
COUNT_WORKERS_S = 5.0
TEND_S = 1.0

INDEX_TASK = "jobs.tasks.index_traces"
"""By name, as importing the tasks would load what only a worker needs."""


class Relay:
    """One loop: lease, enqueue, wait. Any number may run; rows are leased with SKIP LOCKED."""

    def __init__(self, parts: Services, queue: QueueSpec = INDEX, kind: str = outbox.INDEX_TRACE) -> None:
        self._parts = parts
        self._spec = queue
        self._queue = queue.connect(parts.redis)
        self._kind = kind
        self._workers = (1, float("-inf"))
        self.stopping = False

    def dispatch(self) -> float:
        """Hand over one batch if there is one. Returns how many seconds nothing new is expected."""
        most = IN_FLIGHT_PER_WORKER * self._count_workers()
        with self._parts.database.transaction() as session:
            if outbox.count_leases(session, self._kind) >= most:
                return BUSY_POLL_S
            token = outbox.lease(session, self._kind)
        if token is None:
            return POLL_S
        try:
            self._enqueue(token)
        except RedisError:
            with self._parts.database.transaction() as session:
                outbox.release(session, token)
            raise
        return 0.0

    def run(self) -> None:
        """Until told to stop. An outage of Postgres or Redis is waited out."""
        listener = _Listener(self._parts.settings.database_url.get_secret_value())
        tended_at = float("-inf")
        while not self.stopping:
            try:
                pause = self.dispatch()
                if time.monotonic() - tended_at >= TEND_S:
                    self._tend()
                    tended_at = time.monotonic()
                if pause:
                    listener.wait(pause)
            except (RedisError, OperationalError, psycopg2.Error) as error:
                log.warning("relay_waits", error=str(error).strip())
                listener.close()
                time.sleep(POLL_S)
        listener.close()

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _tend(self) -> None:
        """Begin what is due by the clock, and let an index that is full take over."""
        parts = self._parts
        tick(parts)
        try:
            filled = indexing.activate_filled(parts.database, parts.elasticsearch, parts.settings.index_prefix)
        except SearchUnavailable as error:
            log.warning("build_waits", error=str(error))
            return
        for name in filled:
            log.info("index_activated", index=name)

    def _enqueue(self, token: uuid.UUID) -> None:
        self._queue.enqueue(
            INDEX_TASK,
            str(token),
            job_id=str(token),
            result_ttl=0,
            failure_ttl=self._spec.failure_ttl_s,
        )

    def _count_workers(self) -> int:
        count, counted_at = self._workers
        if time.monotonic() - counted_at > COUNT_WORKERS_S:
            try:
                count = max(1, Worker.count(connection=self._parts.redis, queue=self._queue))
            except RedisError:
                count = 1
            self._workers = (count, time.monotonic())
        return count


class _Listener:
    """A connection of its own that hears when work is published; opened when first waited on, and again when lost."""

    def __init__(self, url: str) -> None:
        self._dsn = url.replace("postgresql+psycopg2://", "postgresql://", 1)
        self._connection: psycopg2.extensions.connection | None = None

    def wait(self, seconds: float) -> None:
        """Until something is published, or the time is over."""
        if self._connection is None:
            self._connection = psycopg2.connect(self._dsn, connect_timeout=2)
            self._connection.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
            with self._connection.cursor() as cursor:
                cursor.execute(f"LISTEN {outbox.CHANNEL}")
            # What was published before we listened would not be heard: look first.
            return
        select.select([self._connection], [], [], seconds)
        self._connection.poll()
        self._connection.notifies.clear()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def main() -> None:
    parts = wire(load_settings(), with_embedder=False)
    configure_logging(parts.settings.log_level)
    relay = Relay(parts)
    signal.signal(signal.SIGTERM, relay.stop)
    signal.signal(signal.SIGINT, relay.stop)
    relay.run()


if __name__ == "__main__":
    main()
