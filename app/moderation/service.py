"""Flag traces, list what is flagged, and decide."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.amendments import service as amendments
from app.core.errors import Conflict, NotFound
from app.moderation.models import Decision, Flag
from app.traces import reading, rules
from app.traces import service as traces
from app.traces.models import Trace, TraceRevision

CATEGORIES = ("harmful", "spam", "incorrect", "duplicate")
REMOVED, DISMISSED, REDACTED = "removed", "dismissed", "redacted"
_KNOWN = rules.PRESENT | {rules.REMOVED}


def flag(session: Session, flagger_id: uuid.UUID, trace_id: uuid.UUID, category: str, reason: str) -> bool:
    """Ask for a trace to be looked at; False when this contributor did before. Hides nothing by itself.

    Raises NotFound.
    """
    trace = _locked(session, trace_id, rules.READABLE)
    made = session.execute(
        insert(Flag)
        .values(id=uuid.uuid4(), trace_id=trace_id, flagger_id=flagger_id, category=category, reason=reason)
        .on_conflict_do_nothing(index_elements=["trace_id", "flagger_id"])
        .returning(Flag.id)
    ).scalar_one_or_none()
    if made is not None:
        trace.open_flag_count += 1
        session.flush()
    return made is not None


def flagged(session: Session, limit: int, offset: int) -> list[Mapping[str, object]]:
    """Traces that wait for a decision as a reader sees them, latest flag first, each with its `flags`.

    After those with open flags come those that are under review without one, latest change first.
    """
    latest = func.max(Flag.created_at)
    ids = session.scalars(
        select(Trace.id)
        .outerjoin(Flag, (Flag.trace_id == Trace.id) & Flag.resolved_at.is_(None))
        .where((Trace.open_flag_count > 0) | (Trace.visibility == rules.UNDER_REVIEW))
        .where(Trace.visibility.in_(rules.READABLE))
        .group_by(Trace.id)
        .order_by(latest.desc().nulls_last(), Trace.updated_at.desc(), Trace.id)
        .limit(limit)
        .offset(offset)
    ).all()
    views = reading.read_many(session, ids)
    flags: dict[uuid.UUID, list[Mapping[str, object]]] = {}
    open_ones = select(Flag).where(Flag.trace_id.in_(ids), Flag.resolved_at.is_(None)).order_by(Flag.created_at.desc())
    for row in session.scalars(open_ones):
        said = {
            "category": row.category,
            "reason": row.reason,
            "flagger_id": row.flagger_id,
            "created_at": row.created_at,
        }
        flags.setdefault(row.trace_id, []).append(said)
    return [{**views[one], "contributor_name": None, "flags": flags.get(one, [])} for one in ids if one in views]


def remove(session: Session, moderator_id: uuid.UUID, trace_id: uuid.UUID, reason: str | None) -> None:
    """Take a trace out of sight for good: at once for readers, in the index as soon as the worker gets to it.

    The row stays, without effect, so that the decision can be understood later. Raises NotFound.
    """
    _locked(session, trace_id, rules.PRESENT)
    _decide(session, moderator_id, trace_id, REMOVED, reason)
    traces.set_visibility(session, trace_id, rules.REMOVED)


def dismiss(session: Session, moderator_id: uuid.UUID, trace_id: uuid.UUID, reason: str) -> int:
    """Close the open flags of a trace without effect; returns how many. One under review is shown again.

    Raises NotFound.
    """
    trace = _locked(session, trace_id, rules.PRESENT)
    resolved = _decide(session, moderator_id, trace_id, DISMISSED, reason)
    if trace.visibility == rules.UNDER_REVIEW:
        traces.set_visibility(session, trace_id, rules.VISIBLE)
    return resolved


def redact(session: Session, moderator_id: uuid.UUID, trace_id: uuid.UUID, revision: int, reason: str | None) -> None:
    """Empty an earlier revision of a trace for good, and the amendment that made it. It counts and is listed as before.

    Open flags stay open. Raises NotFound, Conflict for the present revision. Twice is decided once.
    """
    trace = _locked(session, trace_id, _KNOWN)
    row = session.get(TraceRevision, (trace_id, revision))
    if row is None:
        raise NotFound("Revision not found")
    if revision == trace.revision:
        raise Conflict("This is what the trace says now: edit it first, then redact the revision")
    if row.redacted_at is not None:
        return
    row.title = row.context_text = row.solution_text = ""
    row.tags, row.metadata_json, row.redacted_at = [], {}, datetime.now(UTC)
    amendments.redact(session, trace_id, revision)
    decision = Decision(trace_id=trace_id, moderator_id=moderator_id, action=REDACTED, reason=reason, flags_resolved=0)
    decision.revision = revision
    session.add(decision)
    session.flush()


def decisions(session: Session, trace_id: uuid.UUID) -> Sequence[Decision]:
    """What was decided about a trace, latest first."""
    return session.scalars(select(Decision).where(Decision.trace_id == trace_id).order_by(Decision.id.desc())).all()


def _decide(session: Session, moderator_id: uuid.UUID, trace_id: uuid.UUID, action: str, reason: str | None) -> int:
    resolved = session.execute(
        update(Flag)
        .where(Flag.trace_id == trace_id, Flag.resolved_at.is_(None))
        .values(resolved_at=datetime.now(UTC))
        .returning(Flag.id)
    ).all()
    session.get_one(Trace, trace_id).open_flag_count = 0
    session.add(
        Decision(
            trace_id=trace_id, moderator_id=moderator_id, action=action, reason=reason, flags_resolved=len(resolved)
        )
    )
    session.flush()
    return len(resolved)


def _locked(session: Session, trace_id: uuid.UUID, visibilities: frozenset[str]) -> Trace:
    trace = session.scalar(
        select(Trace).where(Trace.id == trace_id, Trace.visibility.in_(visibilities)).with_for_update()
    )
    if trace is None:
        raise NotFound("Trace not found")
    return trace
