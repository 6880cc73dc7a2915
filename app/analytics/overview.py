"""The whole in numbers, and day by day. Who holds the seed library counts as nobody; days are those of UTC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, select, true, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.models import ApiKey, Contributor
from app.amendments.models import Amendment
from app.analytics.models import SkillInstall
from app.retrieval.models import SearchDay
from app.traces import rules
from app.traces.models import RetrievalDay, Trace, TraceUsage
from app.votes.models import Vote

DAY, WEEK, MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=30)

Numbers = Mapping[str, int]


@dataclass(frozen=True)
class Day:
    """What happened on one day."""

    date: date
    signups: int
    traces: int
    votes: int
    search_sessions: int


def summary(session: Session, now: datetime) -> Mapping[str, Numbers | datetime]:
    """Sums in all and of late, under the names of contract v1."""
    return {
        "generated_at": now,
        "users": _users(session, now),
        "traces": _traces(session, now),
        "votes": _numbers(session, _counted(Vote.created_at, now, new_7d=WEEK)),
        "amendments": _numbers(session, _counted(Amendment.created_at, now, new_7d=WEEK)),
        "searches": _searches(session, now.date()),
    }


def timeline(session: Session, days: int, today: date) -> list[Day]:
    """`days` whole days and today, those without anything included."""
    first = today - timedelta(days=days)
    people = select(Contributor).where(~Contributor.is_seed)
    signups = _by_day(session, Contributor.created_at, first, ~Contributor.is_seed)
    traces = _by_day(
        session, Trace.created_at, first, Trace.contributor_id.in_(people.with_only_columns(Contributor.id))
    )
    votes = _by_day(session, Vote.created_at, first)
    rows = session.execute(select(SearchDay.day, SearchDay.searches).where(SearchDay.day >= first))
    searches = {row.day: row.searches for row in rows}
    return [
        Day(day, signups.get(day, 0), traces.get(day, 0), votes.get(day, 0), searches.get(day, 0))
        for day in each_day(first, today)
    ]


def each_day(first: date, last: date) -> Sequence[date]:
    """All days from one to another, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _users(session: Session, now: datetime) -> Numbers:
    at = Contributor.created_at
    counted = _counted(at, now, new_7d=WEEK, new_30d=MONTH)
    people = counted.add_columns(func.count(Contributor.email).label("with_email")).where(~Contributor.is_seed)
    seen = union_all(
        select(ApiKey.contributor_id.label("who"), ApiKey.last_used_at.label("at")),
        select(SkillInstall.contributor_id, SkillInstall.last_seen_at),
    ).subquery()
    last = (
        select(seen.c.who, func.max(seen.c.at).label("at"))
        .join(Contributor, Contributor.id == seen.c.who)
        .where(~Contributor.is_seed)
        .group_by(seen.c.who)
        .subquery()
    )
    active = select(
        *(
            func.count().filter(last.c.at >= now - ago).label(name)
            for name, ago in (("dau", DAY), ("wau", WEEK), ("mau", MONTH))
        )
    ).select_from(last)
    return {**_numbers(session, people), **_numbers(session, active)}


def _traces(session: Session, now: datetime) -> Numbers:
    new = ~Contributor.is_seed
    rows = (
        select(
            func.count().label("total"),
            func.count().filter(Contributor.is_seed).label("seeds"),
            func.count().filter(new, Trace.created_at >= now - WEEK).label("new_7d"),
            func.count().filter(new, Trace.created_at >= now - MONTH).label("new_30d"),
            func.coalesce(func.sum(TraceUsage.retrieval_count), 0).label("total_retrievals"),
        )
        .select_from(Trace)
        .join(Contributor, Contributor.id == Trace.contributor_id)
        .join(TraceUsage, TraceUsage.trace_id == Trace.id)
        .where(Trace.visibility.in_(rules.PRESENT))
    )
    return _numbers(session, rows)


def _searches(session: Session, today: date) -> Numbers:
    of_week, of_month = today - WEEK, today - MONTH
    searches = select(
        func.coalesce(func.sum(SearchDay.searches).filter(SearchDay.day > of_week), 0).label("distinct_sessions_7d"),
        func.coalesce(func.sum(SearchDay.searches), 0).label("distinct_sessions_30d"),
    ).where(SearchDay.day > of_month)
    retrievals = select(func.coalesce(func.sum(RetrievalDay.retrievals), 0).label("retrievals_7d")).where(
        RetrievalDay.day > of_week
    )
    return {**_numbers(session, searches), **_numbers(session, retrievals)}


def _counted(at: InstrumentedAttribute[datetime], now: datetime, **windows: timedelta) -> Select[*tuple[int, ...]]:
    since = (func.count().filter(at >= now - ago).label(name) for name, ago in windows.items())
    return select(func.count(at).label("total"), *since)


def _numbers(session: Session, rows: Select[*tuple[int, ...]]) -> Numbers:
    return {name: int(value) for name, value in session.execute(rows).mappings().one().items()}


def _by_day(
    session: Session, at: InstrumentedAttribute[datetime], first: date, only: ColumnElement[bool] | None = None
) -> Mapping[date, int]:
    day = func.date(at)
    rows = select(day, func.count()).where(at >= first, true() if only is None else only).group_by(day)
    return dict(session.execute(rows).all())
