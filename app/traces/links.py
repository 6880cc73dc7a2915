"""Relations between traces, as they are shown beside a trace."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.traces import rules
from app.traces.models import Trace, TraceLink

SHOWN = 3
"""Links shown with one trace, strongest first."""


@dataclass(frozen=True)
class Related:
    """The other end of a link."""

    id: uuid.UUID
    title: str
    relationship_type: str
    strength: float


def related(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Related]]:
    """Links that go out from each of `ids` to traces that a search may show."""
    rows = session.execute(
        select(TraceLink, Trace.title)
        .join(Trace, Trace.id == TraceLink.target_id)
        .where(TraceLink.source_id.in_(ids), Trace.visibility.in_(rules.SEARCHABLE))
        .order_by(TraceLink.strength.desc(), TraceLink.target_id)
    )
    found: dict[uuid.UUID, list[Related]] = defaultdict(list)
    for link, title in rows:
        if len(found[link.source_id]) < SHOWN:
            found[link.source_id].append(Related(link.target_id, title, link.relationship_type, link.strength))
    return dict(found)
