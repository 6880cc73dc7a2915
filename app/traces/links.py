"""Relations between traces that are set as a whole, such as what a file of the seed library names as related."""

import uuid
from collections.abc import Collection, Mapping

from sqlalchemy import delete, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.traces.models import TraceLink

RELATED = "RELATED"
"""The other end may be what a reader needs next, or instead: a symptom alike with another cause."""


def set_links(
    session: Session, relationship_type: str, targets: Mapping[uuid.UUID, Collection[uuid.UUID]]
) -> tuple[int, int]:
    """Let each source have exactly these links of one type; returns how many were (added, removed)."""
    wanted = {(source, target) for source, ends in targets.items() for target in ends if source != target}
    ends = (TraceLink.source_id, TraceLink.target_id)
    of_type = TraceLink.relationship_type == relationship_type
    present = {
        (source, target)
        for source, target in session.execute(select(*ends).where(of_type, TraceLink.source_id.in_(list(targets))))
    }
    added, removed = sorted(wanted - present), sorted(present - wanted)
    if added:
        rows = [{"source_id": s, "target_id": t, "relationship_type": relationship_type} for s, t in added]
        session.execute(insert(TraceLink).on_conflict_do_nothing(), rows)
    if removed:
        session.execute(delete(TraceLink).where(of_type, tuple_(*ends).in_(removed)))
    return len(added), len(removed)
