"""Periodic jobs, as data. Whoever ticks first when one is due enqueues it; the others find it begun."""

from dataclasses import dataclass
from datetime import timedelta

from app.core.periodic import begin_if_due
from app.wiring import Services
from jobs.queues import MAINTENANCE


@dataclass(frozen=True)
class PeriodicJob:
    """A task that is run about every so often. A run that is lost is made up for by the next."""

    name: str
    task: str
    every: timedelta


JOBS = (
    PeriodicJob("reconcile", "jobs.tasks.reconcile_index", timedelta(minutes=15)),
    PeriodicJob("purge_idempotency", "jobs.tasks.purge_idempotency_records", timedelta(hours=1)),
    PeriodicJob("check_staleness", "jobs.tasks.check_staleness", timedelta(hours=6)),
    PeriodicJob("settle_temperatures", "jobs.tasks.settle_temperatures", timedelta(days=1)),
    PeriodicJob("group_misses", "jobs.tasks.group_misses", timedelta(minutes=15)),
    PeriodicJob("forget_retrieval_days", "jobs.tasks.forget_retrieval_days", timedelta(days=1)),
    PeriodicJob("check_drift", "jobs.tasks.check_drift", timedelta(hours=6)),
)


def tick(parts: Services, jobs: tuple[PeriodicJob, ...] = JOBS) -> list[str]:
    """Enqueue what is due; returns the names."""
    queue = MAINTENANCE.connect(parts.redis)
    begun = []
    for job in jobs:
        with parts.database.transaction() as session:
            due = begin_if_due(session, job.name, job.every)
        if due:
            queue.enqueue(job.task, result_ttl=0, failure_ttl=MAINTENANCE.failure_ttl_s)
            begun.append(job.name)
    return begun
