"""Count how often traces are listed and read, in all and by day."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.traces.models import RetrievalDay, Trace, TraceUsage

RETRIEVED, READ = "trace_retrieved", "trace_read"
"""Kinds of deferred counts whose keys are trace ids."""

DAYS_KEPT = timedelta(days=31)
"""Of retrievals by day; the sum of all is kept for good."""


def record_use(kind: str, session: Session, counts: Mapping[uuid.UUID, int], at: datetime) -> None:
    """Writer of the deferred counts RETRIEVED and READ. Rows in one order, so that two processes can't deadlock."""
    counter, last = {
        RETRIEVED: (TraceUsage.retrieval_count, TraceUsage.last_retrieved_at),
        READ: (TraceUsage.read_count, TraceUsage.last_read_at),
    }[kind]
    rows = [{"key": trace_id, "n": n, "at": at} for trace_id, n in sorted(counts.items())]
    session.connection().execute(
        update(TraceUsage.__table__)  # type: ignore[arg-type]
        .where(TraceUsage.trace_id == bindparam("key"))
        .values({counter.key: counter + bindparam("n"), last.key: bindparam("at")}),
        rows,
    )
    if kind == RETRIEVED:
        _record_day(session, counts, at.date())


def forget_days(session: Session, today: date) -> int:
    """Drop retrievals by day that are older than DAYS_KEPT; returns how many rows that were."""
    old = delete(RetrievalDay).where(RetrievalDay.day < today - DAYS_KEPT).returning(RetrievalDay.day)
    return len(session.execute(old).all())


def _record_day(session: Session, counts: Mapping[uuid.UUID, int], day: date) -> None:
    known = set(session.scalars(select(Trace.id).where(Trace.id.in_(counts))))
    rows = [{"trace_id": key, "day": day, "retrievals": n} for key, n in sorted(counts.items()) if key in known]
    if rows:
        row = insert(RetrievalDay).values(rows)
        session.execute(
            row.on_conflict_do_update(
                index_elements=["day", "trace_id"],
                set_={"retrievals": RetrievalDay.retrievals + row.excluded.retrievals},
            )
        )
