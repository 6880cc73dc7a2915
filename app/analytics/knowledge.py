"""What the database says of the knowledge as a whole."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.core.periodic import PeriodicRun
from app.traces import rules as trace_rules
from app.traces.models import Embedding, Trace, TraceLink
from app.traces.related import CONTRADICTS
from app.traces.vectors import read_vector, vector_in
from search.generations import VectorSpace

UNCLASSIFIED = "UNCLASSIFIED"
MOST_SHOWN = 50
MOST_COMPARED = 2_000
"""Traces whose vectors are compared with each other, the newest: 4 million cosines, some 100 ms."""
SETTLING = "settle_temperatures"
"""The periodic job that comes nearest to the contract's consolidation."""

_OF_AN_END = ("id", "title", "trust_score")
_SHOWN = Trace.visibility.in_(trace_rules.READABLE)


@dataclass(frozen=True)
class State:
    """What the report is made of. `newest` holds those of the newest traces that have a vector, the newest first."""

    sums: Row[*tuple[Any, ...]]
    temperatures: Mapping[str, int]
    stale: Sequence[Mapping[str, Any]]
    levels: Mapping[str, int]
    relationships: Mapping[str, int]
    newest: Sequence[Row[*tuple[Any, ...]]]
    conflicts: Sequence[Row[*tuple[Any, ...]]]
    vectors: Mapping[uuid.UUID, Any]
    settled: Mapping[str, Any] | None


def read(session: Session, space: VectorSpace) -> State:
    """All that is asked of the database."""
    conflicts = _conflicts(session)
    return State(
        sums=_sums(session),
        temperatures=_shares(session, Trace.memory_temperature),
        stale=_stale(session),
        levels=_shares(session, Trace.convergence_level),
        relationships=_relationships(session),
        newest=_newest(session, space),
        conflicts=conflicts,
        vectors=_vectors(session, {end for row in conflicts for end in (row.a_id, row.b_id)}, space),
        settled=_last_settled(session),
    )


def _sums(session: Session) -> Row[*tuple[Any, ...]]:
    trust = Trace.trust_score
    flagged = (Trace.visibility == trace_rules.UNDER_REVIEW) | (Trace.open_flag_count > 0)
    return session.execute(
        select(
            func.count().label("total"),
            func.coalesce(func.avg(trust), 0.0).label("avg"),
            func.coalesce(func.min(trust), 0.0).label("min"),
            func.coalesce(func.max(trust), 0.0).label("max"),
            func.count().filter(trust < 0).label("distrusted"),
            func.count().filter(trust > 0).label("trusted"),
            func.count().filter(flagged).label("flagged"),
            func.count().filter(Trace.is_stale).label("stale"),
        ).where(_SHOWN)
    ).one()


def _shares(session: Session, what: InstrumentedAttribute[Any]) -> dict[str, int]:
    rows = session.execute(select(what, func.count()).where(_SHOWN).group_by(what).order_by(what))
    return {UNCLASSIFIED if value is None else str(value): count for value, count in rows}


def _stale(session: Session) -> list[Mapping[str, Any]]:
    rows = select(Trace.id, Trace.title, func.coalesce(Trace.stale_reason, "marked stale").label("reason"))
    found = session.execute(rows.where(_SHOWN, Trace.is_stale).order_by(Trace.updated_at.desc()).limit(MOST_SHOWN))
    return [dict(row) for row in found.mappings()]


def _relationships(session: Session) -> dict[str, int]:
    kind = TraceLink.relationship_type
    rows = session.execute(select(kind, func.count()).group_by(kind).order_by(kind))
    return dict(rows.all())


def _newest(session: Session, space: VectorSpace) -> Sequence[Row[*tuple[Any, ...]]]:
    newest = (
        select(Trace.id)
        .where(Trace.visibility.in_(trace_rules.SEARCHABLE))
        .order_by(Trace.created_at.desc())
        .limit(MOST_COMPARED)
    )
    return session.execute(
        select(
            Trace.id,
            Trace.title,
            Embedding.vector,
            func.length(Trace.solution_text).label("length"),
            (func.strpos(Trace.solution_text, "```") > 0).label("has_code"),
            func.cardinality(Trace.tags).label("tags"),
        )
        .join(Embedding, vector_in(space))
        .where(Trace.id.in_(newest))
        .order_by(Trace.created_at.desc(), Trace.id)
    ).all()


def _conflicts(session: Session) -> Sequence[Row[*tuple[Any, ...]]]:
    one, other = aliased(Trace), aliased(Trace)
    ends = ((one, "a"), (other, "b"))
    return session.execute(
        select(*(getattr(end, name).label(f"{side}_{name}") for end, side in ends for name in _OF_AN_END))
        .select_from(TraceLink)
        .join(one, one.id == TraceLink.source_id)
        .join(other, other.id == TraceLink.target_id)
        .where(
            TraceLink.relationship_type == CONTRADICTS,
            one.visibility.in_(trace_rules.SEARCHABLE),
            other.visibility.in_(trace_rules.SEARCHABLE),
        )
        .order_by(TraceLink.created_at.desc(), TraceLink.source_id)
        .limit(MOST_SHOWN)
    ).all()


def _vectors(session: Session, ids: set[uuid.UUID], space: VectorSpace) -> Mapping[uuid.UUID, Any]:
    rows = select(Trace.id, Embedding.vector).join(Embedding, vector_in(space)).where(Trace.id.in_(ids))
    return {row.id: read_vector(row.vector) for row in session.execute(rows)}


def _last_settled(session: Session) -> Mapping[str, Any] | None:
    row = session.get(PeriodicRun, SETTLING)
    return None if row is None else {"started_at": row.started_at, "status": "started"}
