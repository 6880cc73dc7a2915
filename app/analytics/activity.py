"""What happened last, as operators see it: with who did it."""

from collections.abc import Sequence

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Contributor
from app.analytics.models import SkillInstall, TriggerReport
from app.traces.models import Trace, TraceUsage
from app.votes.models import Vote

Rows = Sequence[Row[*tuple[object, ...]]]


def sessions(session: Session, limit: int) -> Rows:
    """Sessions of the skill that reported."""
    rows = select(
        func.concat(TriggerReport.contributor_id, ":", TriggerReport.session_id).label("id"),
        TriggerReport.session_id,
        TriggerReport.trigger_stats.label("stats"),
        TriggerReport.created_at.label("reported_at"),
    )
    return session.execute(rows.order_by(TriggerReport.created_at.desc()).limit(limit)).all()


def traces(session: Session, limit: int) -> Rows:
    """Traces, those out of sight included."""
    rows = (
        select(
            Trace.id,
            Trace.title,
            Trace.status,
            Trace.visibility,
            Trace.created_at,
            TraceUsage.retrieval_count,
            Trace.trust_score,
            Trace.somatic_intensity,
            Trace.impact_level,
            Contributor.email.label("contributor_email"),
            Contributor.display_name.label("contributor_display_name"),
            SkillInstall.country.label("contributor_country"),
        )
        .join(Contributor, Contributor.id == Trace.contributor_id)
        .join(TraceUsage, TraceUsage.trace_id == Trace.id)
        .outerjoin(SkillInstall, SkillInstall.contributor_id == Contributor.id)
    )
    return session.execute(rows.order_by(Trace.created_at.desc(), Trace.id).limit(limit)).all()


def votes(session: Session, limit: int) -> Rows:
    """Votes that stand."""
    rows = (
        select(
            Vote.id,
            Vote.vote_type,
            Vote.created_at,
            Contributor.email.label("voter_email"),
            Contributor.display_name.label("voter_display_name"),
            Trace.id.label("trace_id"),
            Trace.title.label("trace_title"),
        )
        .join(Contributor, Contributor.id == Vote.voter_id)
        .join(Trace, Trace.id == Vote.trace_id)
    )
    return session.execute(rows.order_by(Vote.created_at.desc(), Vote.id).limit(limit)).all()
