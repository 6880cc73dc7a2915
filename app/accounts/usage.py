"""What was used of a plan: counted by key, day and class of operation, in the background."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import ApiKey, UsageDay

USED = "plan_used"
"""Kind of the deferred count whose keys are (key id, operation)."""


@dataclass(frozen=True)
class Month:
    """A calendar month (UTC): quotas begin anew with each. `ends_at` belongs to the next one."""

    starts_at: datetime
    ends_at: datetime


def month_of(now: datetime) -> Month:
    """The month of an aware time."""
    starts = now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Month(starts, (starts + timedelta(days=32)).replace(day=1))


def record(session: Session, counts: Mapping[tuple[str, str], int], at: datetime) -> None:
    """Writer of the deferred count USED. Rows in one order, so that two processes can't deadlock."""
    known = set(session.scalars(select(ApiKey.id).where(ApiKey.id.in_({key_id for key_id, _ in counts}))))
    rows = [
        {"key_id": key_id, "day": at.date(), "operation": operation, "calls": calls}
        for (key_id, operation), calls in sorted(counts.items())
        if key_id in known
    ]
    if rows:
        row = insert(UsageDay).values(rows)
        session.execute(
            row.on_conflict_do_update(
                index_elements=["key_id", "day", "operation"], set_={"calls": UsageDay.calls + row.excluded.calls}
            )
        )


def used_in(session: Session, contributor_id: uuid.UUID, month: Month) -> dict[str, int]:
    """Calls of all keys of a contributor in a month, by operation."""
    rows = session.execute(
        select(UsageDay.operation, func.sum(UsageDay.calls))
        .join(ApiKey, ApiKey.id == UsageDay.key_id)
        .where(
            ApiKey.contributor_id == contributor_id,
            UsageDay.day >= month.starts_at.date(),
            UsageDay.day < month.ends_at.date(),
        )
        .group_by(UsageDay.operation)
    )
    return {operation: int(calls) for operation, calls in rows}


def daily(session: Session, contributor_id: uuid.UUID, since: date) -> dict[date, dict[str, int]]:
    """Calls of all keys of a contributor by day and operation; days without any are left out."""
    rows = session.execute(
        select(UsageDay.day, UsageDay.operation, func.sum(UsageDay.calls))
        .join(ApiKey, ApiKey.id == UsageDay.key_id)
        .where(ApiKey.contributor_id == contributor_id, UsageDay.day >= since)
        .group_by(UsageDay.day, UsageDay.operation)
    )
    found: dict[date, dict[str, int]] = {}
    for day, operation, calls in rows:
        found.setdefault(day, {})[operation] = int(calls)
    return found
