"""The queues, each with the limits of its jobs."""

from dataclasses import dataclass

from redis import Redis
from rq import Queue

from app.outbox.rules import INDEX_QUEUE


@dataclass(frozen=True)
class QueueSpec:
    """How jobs of one kind run. No retry by RQ: the outbox gives out again what wasn't settled."""

    name: str
    timeout_s: int
    failure_ttl_s: int = 3600

    def connect(self, redis: Redis) -> Queue:
        return Queue(self.name, connection=redis, default_timeout=self.timeout_s)


INDEX = QueueSpec(INDEX_QUEUE, timeout_s=60)
MAINTENANCE = QueueSpec("maintenance", timeout_s=900)
