"""What a pack needs to know of traces, from Postgres, which alone decides what may be given."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.context.rules import Candidate
from app.traces import rules as trace_rules
from app.traces.models import Trace, TraceLink
from app.traces.service import SUPERSEDES

DUPLICATE_OF = "DUPLICATE_OF"
LONGEST_SUCCESSION = 5
"""Steps from a superseded trace to the newest that are followed."""


def candidates(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Candidate]:
    """Those of `ids` that a search may show."""
    rows = session.execute(
        select(
            Trace.id, Trace.title, Trace.context_text, Trace.solution_text, Trace.tags, Trace.status,
            Trace.trust_score, Trace.worked_count, Trace.partly_count, Trace.failed_count, Trace.last_worked_at,
            Trace.last_worked_on, Trace.created_at, Trace.valid_until, Trace.revision, Trace.is_stale,
            Trace.stale_reason, Trace.content_hash,
        ).where(Trace.id.in_(ids), Trace.visibility.in_(trace_rules.SEARCHABLE))
    )  # fmt: skip
    now = datetime.now(UTC)
    return {
        row.id: Candidate(
            id=row.id,
            title=row.title,
            context_text=row.context_text,
            solution_text=row.solution_text,
            tags=tuple(row.tags),
            status=row.status,
            trust_score=row.trust_score,
            outcomes=trace_rules.outcome_summary(
                row.worked_count,
                row.worked_count + row.partly_count + row.failed_count,
                row.last_worked_at,
                row.last_worked_on,
                now,
            ),
            created_at=row.created_at,
            valid_until=row.valid_until,
            revision=row.revision,
            is_stale=row.is_stale,
            stale_reason=row.stale_reason,
            content_hash=row.content_hash,
        )
        for row in rows
    }


def successors(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """For each superseded trace, and what supersedes it in turn, the visible one that does; of several the newest."""
    found: dict[uuid.UUID, uuid.UUID] = {}
    waiting = list(ids)
    for _ in range(LONGEST_SUCCESSION):
        if not waiting:
            break
        rows = session.execute(
            select(TraceLink.target_id, TraceLink.source_id)
            .join(Trace, Trace.id == TraceLink.source_id)
            .where(
                TraceLink.target_id.in_(waiting),
                TraceLink.relationship_type == SUPERSEDES,
                Trace.visibility.in_(trace_rules.SEARCHABLE),
            )
            .order_by(Trace.created_at, Trace.id)
        )
        new = {row.target_id: row.source_id for row in rows}
        waiting = [one for one in new.values() if one not in found]
        found.update(new)
    return found


def declared_duplicates(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """For each of `ids` that is said to duplicate others of `ids`, those."""
    rows = session.execute(
        select(TraceLink.source_id, TraceLink.target_id).where(
            TraceLink.source_id.in_(ids), TraceLink.target_id.in_(ids), TraceLink.relationship_type == DUPLICATE_OF
        )
    )
    found: dict[uuid.UUID, frozenset[uuid.UUID]] = {}
    for row in rows:
        found[row.source_id] = found.get(row.source_id, frozenset()) | {row.target_id}
    return found
