"""Tags that more is written about than a week ago."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Double, cast, func, select, true
from sqlalchemy.orm import Session

from app.accounts.models import Contributor
from app.core.db import Database
from app.core.remembered import Remembered
from app.traces import rules
from app.traces.models import Trace

PERIOD = timedelta(days=7)
MOST = 10
LEAST_TRACES = 3
LEAST_GROWTH = 2.0
"""Above which a tag is trending. Contract v1, 3.6."""

KEPT_S = 60.0
"""With 20,000 traces in two weeks the query takes 0.2 s, which isn't for every call."""


@dataclass(frozen=True)
class Trends:
    """What `trending` found at one moment."""

    at: datetime
    rows: Sequence[Mapping[str, Any]]


class RecentTrends(Remembered[Trends]):
    """What tags trend, looked up once in KEPT_S. One per process."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        def look_up() -> Trends:
            now = datetime.now(UTC)
            with database.reading() as session:
                return Trends(now, trending(session, now))

        super().__init__(look_up, KEPT_S, clock)


def trending(session: Session, now: datetime) -> Sequence[Mapping[str, Any]]:
    """`tag`, `growth_rate`, `trace_count`, `prior_count` of at most MOST tags, the fastest growing first.

    Traces of the last PERIOD against those of the one before, where growth = count / max(prior, 1). What came with the
    server, or is out of sight, doesn't count. One scan of an index over two periods.
    """
    start = now - PERIOD
    tag = func.unnest(Trace.tags).table_valued("name").lateral()
    count = func.count().filter(Trace.created_at >= start)
    prior = func.count().filter(Trace.created_at < start)
    growth = cast(count, Double) / func.greatest(prior, 1)
    rows = (
        select(
            tag.c.name.label("tag"),
            growth.label("growth_rate"),
            count.label("trace_count"),
            prior.label("prior_count"),
        )
        .select_from(Trace)
        .join(Contributor, Contributor.id == Trace.contributor_id)
        .join(tag, true())
        .where(
            Trace.created_at >= start - PERIOD,
            Trace.created_at <= now,
            Trace.visibility.in_(rules.SEARCHABLE),
            ~Contributor.is_seed,
        )
        .group_by(tag.c.name)
        .having((count >= LEAST_TRACES) & (growth > LEAST_GROWTH))
        .order_by(growth.desc(), count.desc(), tag.c.name)
    )
    return [dict(row) for row in session.execute(rows.limit(MOST)).mappings()]
