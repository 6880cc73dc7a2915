"""Traces as they are shown: content, author, counts and links, by two prepared statements.

Searches run this for every request, so it takes columns rather than entities: a third of the processor time.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ARRAY, Row, Uuid, any_, bindparam, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Session

from app.accounts.models import Contributor
from app.accounts.rules import public_name
from app.core.errors import NotFound
from app.traces import rules
from app.traces.models import Trace, TraceUsage
from app.traces.related import SHOWN_LINKS, SUPERSEDED_BY, related

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


def _prepared(*columns: Any) -> Any:
    return (
        select(*columns)
        .join(Contributor, Contributor.id == Trace.contributor_id)
        .join(TraceUsage, TraceUsage.trace_id == Trace.id)
    )


_READABLE = _prepared(*_SUMMARY, *_DETAILS).where(
    Trace.id == any_(bindparam("ids", type_=ARRAY(Uuid))), Trace.visibility.in_(rules.READABLE)
)
_valid_at = bindparam("valid_at", type_=TIMESTAMP(timezone=True))
_SEARCHABLE = _prepared(*_SUMMARY).where(
    Trace.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
    Trace.visibility.in_(rules.SEARCHABLE),
    or_(_valid_at.is_(None), Trace.valid_until.is_(None), Trace.valid_until > _valid_at),
)


def read(session: Session, trace_id: uuid.UUID) -> View:
    """A trace in full, and its `index_version`. Raises NotFound for one that may not be read, as if it never was."""
    row = session.connection().execute(_READABLE, {"ids": [trace_id]}).one_or_none()
    if row is None:
        raise NotFound("Trace not found")
    return _view(row, related(session, [trace_id]).get(trace_id, []))


def read_many(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, View]:
    """Those of `ids` that may be read, in full."""
    links = related(session, ids)
    views = [_view(row, links.get(row.id, [])) for row in session.connection().execute(_READABLE, {"ids": list(ids)})]
    return {view["id"]: {name: value for name, value in view.items() if name != "index_version"} for view in views}


def require_readable(session: Session, trace_id: uuid.UUID) -> None:
    """Raises NotFound for a trace that may not be read."""
    if session.scalar(select(Trace.id).where(Trace.id == trace_id, Trace.visibility.in_(rules.READABLE))) is None:
        raise NotFound("Trace not found")


def searchable(
    session: Session, ids: Sequence[uuid.UUID], limit: int, valid_at: datetime | None = None
) -> dict[uuid.UUID, View]:
    """The first `limit` of `ids` that a search may show, whatever the index says; with `valid_at`, those valid then."""
    found = _searchable(session, ids[:limit], valid_at)
    # Rarely is any of them hidden, and rows that aren't shown cost as much as those that are.
    if len(found) < limit < len(ids):
        found |= _searchable(session, ids[limit:], valid_at)
    return {trace_id: found[trace_id] for trace_id in [one for one in ids if one in found][:limit]}


def _searchable(session: Session, ids: Sequence[uuid.UUID], valid_at: datetime | None) -> dict[uuid.UUID, View]:
    if not ids:
        return {}
    rows = session.connection().execute(_SEARCHABLE, {"ids": list(ids), "valid_at": valid_at})
    links = related(session, ids)
    return {row.id: _view(row, links.get(row.id, [])) for row in rows}


def _view(row: Row[Any], links: Sequence[Mapping[str, Any]]) -> View:
    fields = row._asdict()
    fields["related_traces"] = list(links[:SHOWN_LINKS])
    fields["contributor_name"] = public_name(fields["contributor_id"], fields.pop("display_name"))
    now = datetime.now(UTC)
    fields["is_expired"] = fields["valid_until"] is not None and fields["valid_until"] <= now
    fields["superseded_by"] = next(
        (
            {"id": other["id"], "title": other["title"]}
            for other in fields["related_traces"]
            if other["relationship_type"] == SUPERSEDED_BY
        ),
        None,
    )
    fields["outcomes"] = _outcomes(fields, now)
    return fields


def _outcomes(fields: dict[str, Any], now: datetime) -> dict[str, Any]:
    worked, partly, failed = (fields.pop(f"{name}_count") for name in ("worked", "partly", "failed"))
    tried = worked + partly + failed
    at, on = fields.pop("last_worked_at"), fields.pop("last_worked_on")
    summary = rules.outcome_summary(worked, tried, at, on, now) if tried else None
    return {
        "worked": worked,
        "partly": partly,
        "failed": failed,
        "tried": tried,
        "last_worked_at": at,
        "last_worked_on": on,
        "summary": summary,
    }
