import uuid

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.retry import Retry
from sqlalchemy import select

from app.outbox import service as outbox
from app.outbox.models import OutboxRow
from app.outbox.rules import BATCH_SIZE
from app.wiring import Services
from jobs.queues import QueueSpec
from jobs.relay import BUSY_POLL_S, IN_FLIGHT_PER_WORKER, POLL_S, Relay

KIND = "relayed"


@pytest.fixture
def spec() -> QueueSpec:
    """A queue that no worker listens to."""
    return QueueSpec(f"relay-{uuid.uuid4().hex}", timeout_s=60)


def publish(parts: Services, count: int) -> None:
    with parts.database.transaction() as session:
        outbox.publish(session, KIND, {uuid.uuid4(): 1 for _ in range(count)})


def test_due_work_is_handed_over_in_batches_up_to_what_is_taken_up_soon(parts: Services, spec: QueueSpec) -> None:
    relay = Relay(parts, spec, KIND)
    assert relay.dispatch() == POLL_S
    publish(parts, 4 * BATCH_SIZE)
    pauses = [relay.dispatch() for _ in range(IN_FLIGHT_PER_WORKER + 2)]
    assert pauses == [0.0] * IN_FLIGHT_PER_WORKER + [BUSY_POLL_S] * 2
    jobs = spec.connect(parts.redis).jobs
    assert len(jobs) == IN_FLIGHT_PER_WORKER
    with parts.database.reading() as session:
        assert all(len(outbox.held(session, uuid.UUID(job.args[0]))) == BATCH_SIZE for job in jobs)


def test_work_that_redis_did_not_take_is_due_again(parts: Services, spec: QueueSpec) -> None:
    publish(parts, 3)
    relay = Relay(parts, spec, KIND)
    relay._queue = spec.connect(Redis(port=9, socket_connect_timeout=0.2, retry=Retry(NoBackoff(), 0)))
    with pytest.raises(RedisConnectionError):
        relay.dispatch()
    with parts.database.reading() as session:
        assert [row.lease_token for row in session.scalars(select(OutboxRow))] == [None] * 3
