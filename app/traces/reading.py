"""Traces as they are shown: content, author, counts and links, by one prepared statement.

Searches run this for every request, so it takes columns rather than entities: a third of the processor time.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ARRAY, JSON, Row, Uuid, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Contributor
from app.accounts.rules import public_name
from app.core.errors import NotFound
from app.traces import rules
from app.traces.models import Trace, TraceLink, TraceUsage

SHOWN_LINKS = 3
"""Links shown with one trace, strongest first."""

View = Mapping[str, Any]
"""The fields of a trace as the wire names them, with values that JSON can be made of."""

_SUMMARY = (
    Trace.id, Trace.status, Trace.title, Trace.context_text, Trace.solution_text, Trace.trust_score, Trace.tags,
    Trace.depth_score, Trace.somatic_intensity, Trace.impact_level, TraceUsage.retrieval_count, Trace.trace_type,
    Trace.context_fingerprint, Trace.convergence_level, Trace.memory_temperature, Trace.valid_from, Trace.valid_until,
    Trace.contributor_id, Contributor.display_name, Trace.created_at, Trace.upvote_count, Trace.downvote_count,
    Trace.worked_count, Trace.partly_count, Trace.failed_count, Trace.last_worked_at, Trace.last_worked_on,
    Trace.stale_reason,
)  # fmt: skip
_DETAILS = (
    Trace.confirmation_count, Trace.half_life_days, Trace.is_stale, Trace.revision, Trace.index_version,
    Trace.updated_at, Trace.visibility,
    ((Trace.visibility == rules.UNDER_REVIEW) | (Trace.open_flag_count > 0)).label("is_flagged"),
)  # fmt: skip

_other = aliased(Trace)
_shown_links = (
    select(TraceLink.target_id, TraceLink.strength, TraceLink.relationship_type, _other.title)
    .join(_other, _other.id == TraceLink.target_id)
    .where(TraceLink.source_id == Trace.id, _other.visibility.in_(rules.SEARCHABLE))
    .order_by(TraceLink.strength.desc(), TraceLink.target_id)
    .limit(SHOWN_LINKS)
    .correlate(Trace)
    .subquery()
)
_strongest_first = (_shown_links.c.strength.desc(), _shown_links.c.target_id)
_LINKS = (
    select(
        func.coalesce(
            func.json_agg(
                aggregate_order_by(
                    func.json_build_object(
                        "id", _shown_links.c.target_id,
                        "title", _shown_links.c.title,
                        "relationship_type", _shown_links.c.relationship_type,
                        "strength", _shown_links.c.strength,
                    ),
                    *_strongest_first,
                )
            ),
            func.json_build_array(),
            type_=JSON,
        )
    )
    .scalar_subquery()
    .label("related_traces")
)  # fmt: skip


def _prepared(*columns: Any) -> Any:
    return (
        select(*columns)
        .join(Contributor, Contributor.id == Trace.contributor_id)
        .join(TraceUsage, TraceUsage.trace_id == Trace.id)
    )


_READABLE = _prepared(*_SUMMARY, *_DETAILS).where(
    Trace.id == any_(bindparam("ids", type_=ARRAY(Uuid))), Trace.visibility.in_(rules.READABLE)
)
_SEARCHABLE = _prepared(*_SUMMARY, _LINKS).where(
    Trace.id == any_(bindparam("ids", type_=ARRAY(Uuid))), Trace.visibility.in_(rules.SEARCHABLE)
)


def read(session: Session, trace_id: uuid.UUID) -> View:
    """A trace in full, and its `index_version`. Raises NotFound for one that may not be read, as if it never was."""
    row = session.connection().execute(_READABLE, {"ids": [trace_id]}).one_or_none()
    if row is None:
        raise NotFound("Trace not found")
    return _view(row)


def read_many(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, View]:
    """Those of `ids` that may be read, in full."""
    rows = session.connection().execute(_READABLE, {"ids": list(ids)})
    return {row.id: {name: value for name, value in _view(row).items() if name != "index_version"} for row in rows}


def require_readable(session: Session, trace_id: uuid.UUID) -> None:
    """Raises NotFound for a trace that may not be read."""
    if session.scalar(select(Trace.id).where(Trace.id == trace_id, Trace.visibility.in_(rules.READABLE))) is None:
        raise NotFound("Trace not found")


def searchable(session: Session, ids: Sequence[uuid.UUID], limit: int) -> dict[uuid.UUID, View]:
    """The first `limit` of `ids` that a search may show, whatever the index says, with `related_traces`."""
    found = _searchable(session, ids[:limit])
    # Rarely is any of them hidden, and rows that aren't shown cost as much as those that are.
    if len(found) < limit < len(ids):
        found |= _searchable(session, ids[limit:])
    return {trace_id: found[trace_id] for trace_id in [one for one in ids if one in found][:limit]}


def _searchable(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, View]:
    if not ids:
        return {}
    rows = session.connection().execute(_SEARCHABLE, {"ids": list(ids)})
    return {row.id: _view(row) for row in rows}


def _view(row: Row[Any]) -> View:
    fields = row._asdict()
    fields["contributor_name"] = public_name(fields["contributor_id"], fields.pop("display_name"))
    fields["outcomes"] = _outcomes(fields)
    return fields


def _outcomes(fields: dict[str, Any]) -> dict[str, Any]:
    worked, partly, failed = (fields.pop(f"{name}_count") for name in ("worked", "partly", "failed"))
    tried = worked + partly + failed
    at, on = fields.pop("last_worked_at"), fields.pop("last_worked_on")
    summary = rules.outcome_summary(worked, tried, at, on, datetime.now(UTC)) if tried else None
    return {
        "worked": worked,
        "partly": partly,
        "failed": failed,
        "tried": tried,
        "last_worked_at": at,
        "last_worked_on": on,
        "summary": summary,
    }
