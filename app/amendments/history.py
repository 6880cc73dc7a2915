"""How a trace came to say what it says."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.amendments import rules
from app.traces import reading
from app.traces.models import TraceRevision


@dataclass(frozen=True)
class Step:
    """One revision of a trace, and what it changed; `diff` is None for the first, and where either is redacted."""

    revision: int
    editor_id: uuid.UUID
    created_at: datetime
    diff: str | None
    is_diff_cut: bool
    is_redacted: bool


def revisions(session: Session, trace_id: uuid.UUID, before: int | None, limit: int) -> Sequence[TraceRevision]:
    """At most `limit` revisions, newest first, and the one before them where there is one. Raises NotFound."""
    reading.require_readable(session, trace_id)
    rows = select(TraceRevision).where(TraceRevision.trace_id == trace_id)
    if before is not None:
        rows = rows.where(TraceRevision.revision < before)
    return session.scalars(rows.order_by(TraceRevision.revision.desc()).limit(limit + 1)).all()


def steps(rows: Sequence[TraceRevision], limit: int) -> list[Step]:
    """What `revisions` gave, as it is shown. Takes computing, so it is done when no connection is held."""
    told = [_step(after, before) for after, before in pairwise(rows)]
    return told if len(rows) > limit else [*told, *(_step(first, None) for first in rows[-1:])]


def _step(after: TraceRevision, before: TraceRevision | None) -> Step:
    told = before is not None and before.redacted_at is None and after.redacted_at is None
    shown = rules.difference(_texts(before), _texts(after)) if before is not None and told else None
    return Step(
        revision=after.revision,
        editor_id=after.editor_id,
        created_at=after.created_at,
        diff=shown.text if shown else None,
        is_diff_cut=shown.is_cut if shown else False,
        is_redacted=after.redacted_at is not None,
    )


def _texts(row: TraceRevision) -> Mapping[str, str]:
    return {
        "title": row.title,
        "context_text": row.context_text,
        "solution_text": row.solution_text,
        "tags": "\n".join(row.tags),
    }
