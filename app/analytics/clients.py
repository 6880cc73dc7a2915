"""What clients told of themselves, summed up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Row, String, case, cast, column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.models import Contributor
from app.analytics.models import SavingsEvent, SkillInstall, TriggerReport

UNKNOWN = "unknown"
MOST_NAMES = 100
"""Clients choose names themselves, so there may be any number of them."""
TRIGGER_DAYS = timedelta(days=30)

_COUNTERS = (
    TriggerReport.searches_fired,
    TriggerReport.traces_consumed,
    TriggerReport.resolutions_total,
    TriggerReport.resolutions_assisted,
)


@dataclass(frozen=True)
class Trigger:
    """How often one of the skill's triggers searched, and how often what it found was used."""

    name: str
    fired: int
    consumed: int

    @property
    def consumption_rate(self) -> float:
        return round(self.consumed / self.fired, 3) if self.fired else 0.0


def users_by(session: Session, what: InstrumentedAttribute[str | None]) -> Sequence[Row[str, int]]:
    """(name, users) by a column of the installs; whoever told nothing is `unknown`."""
    name, users = func.coalesce(what, UNKNOWN).label("name"), func.count().label("users")
    rows = (
        select(name, users)
        .select_from(Contributor)
        .outerjoin(SkillInstall, SkillInstall.contributor_id == Contributor.id)
        .where(~Contributor.is_seed)
        .group_by(name)
        .order_by(users.desc(), name)
    )
    return session.execute(rows.limit(MOST_NAMES)).all()


def triggers(session: Session, now: datetime) -> tuple[int, list[Trigger]]:
    """Sessions that reported in the last 30 days, and what each trigger led to, the most frequent first."""
    since = TriggerReport.created_at >= now - TRIGGER_DAYS
    sessions = session.scalar(select(func.count()).select_from(TriggerReport).where(since)) or 0
    stat = (
        func.jsonb_each(TriggerReport.trigger_stats)
        .table_valued(column("key", String), column("value", JSONB))
        .lateral("stat")
    )
    told = stat.c.value
    fired = func.sum(_count(func.coalesce(told["fired"].astext, told["total"].astext))).label("fired")
    consumed = func.sum(_count(told["consumed"].astext)).label("consumed")
    rows = (
        select(stat.c.key, fired, consumed)
        .select_from(TriggerReport)
        .join(stat, true())
        .where(since, func.jsonb_typeof(told) == "object")
        .group_by(stat.c.key)
        .order_by(fired.desc(), stat.c.key)
    )
    found = session.execute(rows.limit(MOST_NAMES))
    return sessions, [Trigger(name, int(fired), int(consumed)) for name, fired, consumed in found]


def assisted(session: Session, days: int, now: datetime) -> Mapping[str, int | float | None]:
    """How often sessions of the last days got on by what was found, under the names of contract v1."""
    sums = (func.coalesce(func.sum(counter), 0).label(counter.key) for counter in _COUNTERS)
    rows = select(
        func.count().label("total_sessions"),
        func.count(TriggerReport.searches_fired).label("sessions_with_counters"),
        *sums,
    ).where(TriggerReport.created_at >= now - timedelta(days=days))
    told = {name: int(value) for name, value in session.execute(rows).mappings().one().items()}
    return {
        **told,
        "window_days": days,
        "consumption_rate": _rate(told["traces_consumed"], told["searches_fired"]),
        "assisted_rate": _rate(told["resolutions_assisted"], told["resolutions_total"]),
    }


def savings(session: Session, price_per_million_tokens: float) -> Mapping[str, int | float]:
    """All that clients say they saved; US dollars by the price of tokens."""
    minutes, tokens, events = session.execute(
        select(
            func.coalesce(func.sum(SavingsEvent.minutes_saved), 0.0),
            func.coalesce(func.sum(SavingsEvent.tokens_saved), 0),
            func.count(),
        )
    ).one()
    return {
        "total_minutes_saved": round(minutes, 2),
        "total_tokens_saved": int(tokens),
        "total_usd_saved": round(tokens / 1_000_000 * price_per_million_tokens, 4),
        "event_count": events,
    }


def _count(text: ColumnElement[str]) -> ColumnElement[int]:
    """A whole number out of free JSON; what is none counts as 0."""
    return case((text.regexp_match("^[0-9]{1,9}$"), cast(text, BigInteger)), else_=0)


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None
