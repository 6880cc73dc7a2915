"""What there is most of: tags, traces, contributors, and topics of the last days."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select, true
from sqlalchemy.orm import Session

from app.accounts.models import Contributor
from app.accounts.rules import public_name
from app.reputation.models import OVERALL, Reputation
from app.traces import rules
from app.traces.models import RetrievalDay, Trace, TraceUsage

TOPIC_DAYS = 7


@dataclass(frozen=True)
class Standing:
    """A contributor among others, by the name that all see."""

    name: str
    reputation_score: float
    trace_count: int
    total_retrievals: int


def top_tags(session: Session, limit: int) -> Sequence[Row[str, int]]:
    """(name, trace_count) by the number of traces that can be found."""
    tag = func.unnest(Trace.tags).table_valued("name").lateral()
    count = func.count().label("trace_count")
    rows = select(tag.c.name, count).select_from(Trace).join(tag, true()).where(Trace.visibility.in_(rules.SEARCHABLE))
    return session.execute(rows.group_by(tag.c.name).order_by(count.desc(), tag.c.name).limit(limit)).all()


def top_traces(session: Session, limit: int) -> Sequence[Row[uuid.UUID, str, int, float, datetime]]:
    """(id, title, retrieval_count, trust_score, created_at) by how often they were listed."""
    rows = (
        select(Trace.id, Trace.title, TraceUsage.retrieval_count, Trace.trust_score, Trace.created_at)
        .join(TraceUsage, TraceUsage.trace_id == Trace.id)
        .where(Trace.visibility.in_(rules.READABLE))
        .order_by(TraceUsage.retrieval_count.desc(), Trace.id)
    )
    return session.execute(rows.limit(limit)).all()


def top_contributors(session: Session, limit: int) -> list[Standing]:
    """By the number of their traces; the seed library's is none of them."""
    count = func.count().label("trace_count")
    rows = (
        select(
            Contributor.id,
            Contributor.display_name,
            func.coalesce(func.max(Reputation.score), 0.0).label("score"),
            count,
            func.sum(TraceUsage.retrieval_count).label("retrievals"),
        )
        .join(Trace, Trace.contributor_id == Contributor.id)
        .join(TraceUsage, TraceUsage.trace_id == Trace.id)
        .outerjoin(Reputation, (Reputation.contributor_id == Contributor.id) & (Reputation.domain == OVERALL))
        .where(~Contributor.is_seed, Trace.visibility.in_(rules.READABLE))
        .group_by(Contributor.id)
        .order_by(count.desc(), Contributor.id)
        .limit(limit)
    )
    return [
        Standing(public_name(row.id, row.display_name), row.score, row.trace_count, int(row.retrievals))
        for row in session.execute(rows)
    ]


def topics(session: Session, limit: int, now: datetime) -> Sequence[Row[str, int, int]]:
    """(tag, retrievals_7d, new_traces_7d) of the last TOPIC_DAYS days, by retrievals, then by new traces."""
    since = now - timedelta(days=TOPIC_DAYS)
    read = func.unnest(Trace.tags).table_valued("name").lateral("read_tag")
    retrieved = (
        select(read.c.name, func.sum(RetrievalDay.retrievals).label("count"))
        .select_from(RetrievalDay)
        .join(Trace, Trace.id == RetrievalDay.trace_id)
        .join(read, true())
        .where(RetrievalDay.day > since.date(), Trace.visibility.in_(rules.READABLE))
        .group_by(read.c.name)
        .subquery("retrieved")
    )
    written = func.unnest(Trace.tags).table_valued("name").lateral("new_tag")
    new = (
        select(written.c.name, func.count().label("count"))
        .select_from(Trace)
        .join(Contributor, Contributor.id == Trace.contributor_id)
        .join(written, true())
        .where(Trace.created_at >= since, ~Contributor.is_seed, Trace.visibility.in_(rules.READABLE))
        .group_by(written.c.name)
        .subquery("written")
    )
    tag = func.coalesce(retrieved.c.name, new.c.name).label("tag")
    retrievals = func.coalesce(retrieved.c.count, 0).label("retrievals_7d")
    made = func.coalesce(new.c.count, 0).label("new_traces_7d")
    rows = select(tag, retrievals, made).select_from(
        retrieved.join(new, retrieved.c.name == new.c.name, isouter=True, full=True)
    )
    return session.execute(rows.order_by(retrievals.desc(), made.desc(), tag).limit(limit)).all()
