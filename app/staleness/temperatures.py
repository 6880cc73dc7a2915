"""Bring the temperature of every trace in line with `decay`, by the database itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, Interval, and_, case, func, literal, or_, select, update
from sqlalchemy.orm import Session

from app.core.db import Database
from app.outbox import service as outbox
from app.outbox.rules import BULK
from app.staleness import decay
from app.traces.models import Trace, TraceUsage
from app.votes.models import Vote
from app.votes.rules import UP

PAGE = 500


def settle(database: Database, now: datetime) -> int:
    """Set what has changed and have it indexed again, in short transactions; returns how many traces.

    Twice at one moment changes nothing. A trace that is being written to is left for the next time.
    """
    total = 0
    while True:
        with database.transaction() as session:
            settled = _settle_page(session, now)
        total += settled
        if settled < PAGE:
            return total


def _settle_page(session: Session, now: datetime) -> int:
    found = _temperature(now)
    changed = (
        select(Trace.id, found.label("temperature"))
        .join(TraceUsage, TraceUsage.trace_id == Trace.id)
        .where(Trace.memory_temperature.is_distinct_from(found))
        .limit(PAGE)
        .with_for_update(of=Trace, skip_locked=True)
        .cte("changed")
    )
    rows = session.execute(
        update(Trace)
        .where(Trace.id == changed.c.id)
        .values(memory_temperature=changed.c.temperature, index_version=Trace.index_version + 1, updated_at=func.now())
        .returning(Trace.id, Trace.index_version)
        .execution_options(synchronize_session=False)
    ).all()
    # In one order, so that two processes can't deadlock.
    outbox.publish(session, outbox.INDEX_TRACE, {row.id: row.index_version for row in sorted(rows)}, BULK)
    return len(rows)


def _temperature(now: datetime) -> ColumnElement[str]:
    """The rule of `decay.temperature` as SQL; a test holds the two together."""
    voted_up = select(func.max(Vote.updated_at)).where(Vote.trace_id == Trace.id, Vote.vote_type == UP)
    # The greatest of what there is: the database ignores nulls here.
    helped: ColumnElement[Any] = func.greatest(
        TraceUsage.last_read_at, Trace.last_worked_at, voted_up.correlate(Trace).scalar_subquery()
    )
    moment = literal(now, Trace.created_at.type)
    trust = Trace.trust_score + Trace.prior_trust
    # Of a trace with half the half-life everything comes in half the time.
    pace = Trace.half_life_days / float(decay.ORDINARY_HALF_LIFE_DAYS)
    forgotten, idle, recent, lately = (
        moment - literal(span).op("*", return_type=Interval())(pace)
        for span in (decay.FORGOTTEN, decay.IDLE, decay.RECENT, decay.LATELY)
    )
    uses = TraceUsage.read_count + Trace.upvote_count + Trace.worked_count
    days = func.extract("epoch", moment - Trace.created_at).cast(Float) / 86400
    return case(
        (Trace.is_stale, decay.FROZEN),
        (
            and_(trust < decay.BAD_TRUST, or_(helped.is_(None), helped < forgotten)),
            decay.FROZEN,
        ),
        (or_(trust < 0, func.coalesce(helped, Trace.created_at) < idle), decay.COLD),
        (and_(helped.is_(None), Trace.created_at >= recent), decay.WARM),
        (helped.is_(None), decay.COOL),
        (or_(helped >= lately, uses > decay.HOT_USES_A_DAY * func.greatest(1.0, days)), decay.HOT),
        (helped >= recent, decay.WARM),
        else_=decay.COOL,
    )
