"""Contributors as operators see them, e-mail included."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import ApiKey, Contributor
from app.amendments.models import Amendment
from app.analytics.models import SkillInstall
from app.analytics.overview import WEEK, each_day
from app.core.errors import NotFound
from app.core.principal import MODERATE
from app.reputation.models import OVERALL, Reputation
from app.traces.models import Trace, TraceUsage
from app.votes.models import Vote

TRACES_SHOWN = 50

_LAST_USED = select(func.max(ApiKey.last_used_at)).where(ApiKey.contributor_id == Contributor.id).correlate(Contributor)
_MODERATING = (
    select(ApiKey.id)
    .where(ApiKey.contributor_id == Contributor.id, ApiKey.scopes.contains([MODERATE]))
    .where(ApiKey.revoked_at.is_(None), ApiKey.expires_at.is_(None) | (ApiKey.expires_at > func.now()))
    .correlate(Contributor)
    .exists()
)


@dataclass(frozen=True)
class Person:
    """Somebody, what they did in numbers, and their latest traces."""

    user: Row[*tuple[object, ...]]
    counts: Mapping[str, int]
    recent_traces: Sequence[Row[*tuple[object, ...]]]


@dataclass(frozen=True)
class SignUps:
    """Of one day."""

    date: date
    total: int = 0
    with_email: int = 0
    with_country: int = 0


def recent(session: Session, limit: int) -> Sequence[Row[*tuple[object, ...]]]:
    """Who signed up last."""
    rows = _people().where(~Contributor.is_seed).order_by(Contributor.created_at.desc(), Contributor.id)
    return session.execute(rows.limit(limit)).all()


def one(session: Session, contributor_id: uuid.UUID) -> Person:
    """Raises NotFound."""
    user = session.execute(_people().where(Contributor.id == contributor_id)).one_or_none()
    if user is None:
        raise NotFound("User not found")
    own = Trace.contributor_id == contributor_id
    used = select(func.coalesce(func.sum(TraceUsage.retrieval_count), 0)).join(Trace, Trace.id == TraceUsage.trace_id)
    counts = session.execute(
        select(
            select(func.count()).where(own).scalar_subquery().label("traces"),
            select(func.count()).where(Vote.voter_id == contributor_id).scalar_subquery().label("votes"),
            select(func.count()).where(Amendment.submitter_id == contributor_id).scalar_subquery().label("amendments"),
            used.where(own).scalar_subquery().label("total_retrievals"),
        )
    )
    traces = (
        select(Trace.id, Trace.title, TraceUsage.retrieval_count, Trace.trust_score, Trace.created_at)
        .join(TraceUsage, TraceUsage.trace_id == Trace.id)
        .where(own)
        .order_by(Trace.created_at.desc(), Trace.id)
    )
    found = session.execute(traces.limit(TRACES_SHOWN)).all()
    return Person(user, {name: int(n) for name, n in counts.mappings().one().items()}, found)


def sign_ups(session: Session, days: int, today: date) -> list[SignUps]:
    """`days` whole days and today, those without any included."""
    first = today - timedelta(days=days)
    day = func.date(Contributor.created_at)
    rows = (
        select(day, func.count(), func.count(Contributor.email), func.count(SkillInstall.country))
        .outerjoin(SkillInstall, SkillInstall.contributor_id == Contributor.id)
        .where(Contributor.created_at >= first, ~Contributor.is_seed)
        .group_by(day)
    )
    found = {row[0]: SignUps(*row) for row in session.execute(rows)}
    return [found.get(on, SignUps(on)) for on in each_day(first, today)]


def funnel(session: Session, now: datetime) -> Mapping[str, int]:
    """How many got how far: signed up, installed the skill, use it, contributed, voted, amended."""
    person = ~Contributor.is_seed
    clients = session.execute(
        select(
            func.count().label("total_users"),
            func.count(SkillInstall.platform).label("installs"),
            func.count(SkillInstall.last_seen_at).label("pinged"),
            func.count().filter(SkillInstall.last_seen_at >= now - WEEK).label("pinged_7d"),
        )
        .select_from(Contributor)
        .outerjoin(SkillInstall, SkillInstall.contributor_id == Contributor.id)
        .where(person)
    )
    did = {
        name: session.scalar(
            select(func.count())
            .select_from(Contributor)
            .where(person, select(who).where(who == Contributor.id).correlate(Contributor).exists())
        )
        for name, who in (
            ("contributed", Trace.contributor_id),
            ("voted", Vote.voter_id),
            ("amended", Amendment.submitter_id),
        )
    }
    return {**clients.mappings().one(), **{name: count or 0 for name, count in did.items()}}


def _people() -> Select[*tuple[object, ...]]:
    return (
        select(
            Contributor.id,
            Contributor.email,
            Contributor.display_name,
            SkillInstall.country.label("country_code"),
            SkillInstall.platform,
            SkillInstall.skill_version,
            SkillInstall.install_source,
            func.coalesce(Reputation.score, 0.0).label("reputation_score"),
            _MODERATING.label("is_moderator"),
            Contributor.is_admitted,
            Contributor.entry_door,
            Contributor.plan,
            Contributor.created_at,
            func.greatest(_LAST_USED.scalar_subquery(), SkillInstall.last_seen_at).label("last_seen_at"),
        )
        .outerjoin(SkillInstall, SkillInstall.contributor_id == Contributor.id)
        .outerjoin(Reputation, (Reputation.contributor_id == Contributor.id) & (Reputation.domain == OVERALL))
    )
