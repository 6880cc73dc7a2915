import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from app.core.http import idempotency
from app.core.http.idempotency import IdempotencyRecord
from app.core.periodic import PeriodicRun, begin_if_due
from app.wiring import Services
from jobs import tasks
from jobs.queues import MAINTENANCE
from jobs.schedule import JOBS, PeriodicJob, tick

HOURLY = timedelta(hours=1)


def begin(parts: Services, name: str) -> bool:
    with parts.database.transaction() as session:
        return begin_if_due(session, name, HOURLY)


def test_a_job_is_begun_once_an_interval(parts: Services) -> None:
    assert [begin(parts, "a"), begin(parts, "a"), begin(parts, "b")] == [True, False, True]
    with parts.database.transaction() as session:
        session.execute(update(PeriodicRun).values(started_at=datetime.now(UTC) - HOURLY))
    assert [begin(parts, "a"), begin(parts, "a")] == [True, False]


def test_what_is_due_is_enqueued(parts: Services) -> None:
    job = PeriodicJob("a", "jobs.tasks.no_such_task", HOURLY)
    queue = MAINTENANCE.connect(parts.redis)
    assert tick(parts, (job,)) == ["a"]
    assert tick(parts, (job,)) == []
    assert queue.name == "maintenance"


def test_every_periodic_task_exists() -> None:
    for job in JOBS:
        module, _, name = job.task.rpartition(".")
        assert module == tasks.__name__
        assert callable(getattr(tasks, name))


def test_old_answers_are_forgotten(parts: Services, contributor: uuid.UUID) -> None:
    now = datetime.now(UTC)
    with parts.database.transaction() as session:
        for key, age in (("old", idempotency.REMEMBERED + timedelta(minutes=1)), ("young", timedelta())):
            session.add(
                IdempotencyRecord(
                    contributor_id=contributor,
                    key=key,
                    request_hash=b"x",
                    status=202,
                    answer={},
                    created_at=now - age,
                )
            )
    with parts.database.transaction() as session:
        assert idempotency.purge(session) == 1
    with parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(IdempotencyRecord)) == 1
