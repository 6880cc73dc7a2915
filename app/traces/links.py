"""Relations between traces: one by one, or set as a whole, as what a file of the seed library names as related."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from app.core.principal import MODERATE, Principal
from app.traces.editing import locked
from app.traces.models import TraceLink
from app.traces.reading import require_readable
from app.traces.related import CONTRADICTS, DUPLICATE_OF, related

RELATED = "RELATED"
"""The other end may be what a reader needs next, or instead: a symptom alike with another cause."""
TYPES = ("ALTERNATIVE_TO", CONTRADICTS, "DEPENDS_ON", DUPLICATE_OF, RELATED)
"""What may be set by hand. SUPERSEDES comes with the trace that supersedes."""
MOST_LINKS = 20
"""Of one trace, of those that are set by hand."""
MOST_LISTED = 100


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


def add_link(session: Session, author: Principal, source_id: uuid.UUID, target_id: uuid.UUID, type_: str) -> bool:
    """Relate one's own trace to another; False when it is already.

    Raises NotFound, Forbidden for others than the author and moderators, Invalid for a trace and itself, Conflict for
    too many.
    """
    _own(session, author, source_id)
    require_readable(session, target_id)
    if source_id == target_id:
        message = "A trace can't be linked to itself"
        raise Invalid(message, errors=(FieldError("target_id", message),))
    count = session.scalar(
        select(func.count()).where(TraceLink.source_id == source_id, TraceLink.relationship_type.in_(TYPES))
    )
    if (count or 0) >= MOST_LINKS:
        raise Conflict(f"A trace can have {MOST_LINKS} links at most: remove one first")
    made = session.execute(
        insert(TraceLink)
        .values(source_id=source_id, target_id=target_id, relationship_type=type_)
        .on_conflict_do_nothing()
        .returning(TraceLink.target_id)
    )
    return made.first() is not None


def remove_link(session: Session, author: Principal, source_id: uuid.UUID, target_id: uuid.UUID, type_: str) -> None:
    """Take a link back. Raises NotFound, Forbidden for others than the author and moderators."""
    _own(session, author, source_id)
    gone = session.execute(
        delete(TraceLink)
        .where(
            TraceLink.source_id == source_id,
            TraceLink.target_id == target_id,
            TraceLink.relationship_type == type_,
        )
        .returning(TraceLink.target_id)
    )
    if gone.first() is None:
        raise NotFound("There is no such link")


def links_of(session: Session, trace_id: uuid.UUID) -> list[dict[str, Any]]:
    """At most MOST_LISTED that a search may show, as with a trace, warnings first. Raises NotFound."""
    require_readable(session, trace_id)
    return related(session, [trace_id]).get(trace_id, [])[:MOST_LISTED]


def _own(session: Session, author: Principal, trace_id: uuid.UUID) -> None:
    trace = locked(session, trace_id)
    if trace.contributor_id != author.contributor_id and MODERATE not in author.scopes:
        raise Forbidden("Can only link from your own traces")
