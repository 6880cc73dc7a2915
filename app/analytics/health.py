"""How sound the knowledge is: trust, temperature, staleness, duplicates, contradictions."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Row, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.analytics import rules
from app.core.periodic import PeriodicRun
from app.traces import rules as trace_rules
from app.traces.models import Embedding, Trace, TraceLink
from app.traces.related import CONTRADICTS
from app.traces.vectors import read_vector, vector_in
from search.generations import VectorSpace

TEMPERATURES = ("HOT", "WARM", "COOL", "COLD", "FROZEN")
UNCLASSIFIED = "UNCLASSIFIED"
MOST_SHOWN = 50
MOST_COMPARED = 2_000
"""Traces whose vectors are compared with each other, the newest: 4 million cosines, some 50 ms."""
SETTLING = "settle_temperatures"
"""The periodic job that comes nearest to the contract's consolidation."""

NOTE = (
    "Duplicates are looked for among the newest traces, {compared} with a vector. Conflicts are those that "
    "contributors stated (CONTRADICTS); there are no vectors of solutions alone, so no similarity of those."
)

_SHOWN = Trace.visibility.in_(trace_rules.READABLE)


def knowledge_health(session: Session, space: VectorSpace) -> Mapping[str, Any]:
    """The report, under the names of contract v1."""
    sums = _sums(session)
    compared, clusters = _duplicates(session, space)
    conflicts = _conflicts(session, space)
    duplicates = sum(cluster["size"] for cluster in clusters)
    return {
        "total_traces": sums.total,
        "health_score": rules.health_score(sums.total, sums.stale, sums.flagged, duplicates, len(conflicts)),
        "trust": {
            "avg": round(sums.avg, 3),
            "min": round(sums.min, 3),
            "max": round(sums.max, 3),
            "distrusted": sums.distrusted,
            "trusted": sums.trusted,
            "flagged": sums.flagged,
        },
        "temperature": dict.fromkeys(TEMPERATURES, 0) | _shares(session, Trace.memory_temperature),
        "stale": {"count": sums.stale, "stored": sums.stale, "traces": _stale(session)},
        "convergence": {"clusters": 0, "levels": _shares(session, Trace.convergence_level)},
        "relationships": _relationships(session),
        "early_warning": {
            "note": NOTE.format(compared=compared),
            "conflicts": conflicts,
            "duplicate_clusters": clusters[: rules.MOST_CLUSTERS],
            "thresholds": {"duplicate_distance": rules.DUPLICATE_DISTANCE},
        },
        "last_consolidation": _last_settled(session),
    }


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


def _duplicates(session: Session, space: VectorSpace) -> tuple[int, list[dict[str, Any]]]:
    """How many traces were compared, and clusters of those that say nearly the same."""
    newest = (
        select(Trace.id)
        .where(Trace.visibility.in_(trace_rules.SEARCHABLE))
        .order_by(Trace.created_at.desc())
        .limit(MOST_COMPARED)
    )
    rows = session.execute(
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
    if not rows:
        return 0, []
    found = rules.duplicate_clusters(np.stack([read_vector(row.vector) for row in rows]))
    return len(rows), [_cluster([rows[place] for place in each.members], each.max_similarity) for each in found]


def _cluster(rows: Sequence[Row[*tuple[Any, ...]]], similarity: float) -> dict[str, Any]:
    keeper = rows[rules.best([rules.worth_keeping(row.length, row.has_code, row.tags) for row in rows])].id
    return {
        "size": len(rows),
        "max_similarity": round(min(1.0, similarity), 4),
        "canonical_id": keeper,
        "traces": [{"id": row.id, "title": row.title, "canonical": row.id == keeper} for row in rows],
    }


def _conflicts(session: Session, space: VectorSpace) -> list[dict[str, Any]]:
    one, other = aliased(Trace), aliased(Trace)
    rows = session.execute(
        select(one, other)
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
    vectors = _vectors(session, {trace.id for pair in rows for trace in pair}, space)
    return [
        {
            "a": {"id": a.id, "title": a.title, "trust": round(a.trust_score, 2)},
            "b": {"id": b.id, "title": b.title, "trust": round(b.trust_score, 2)},
            "problem_similarity": (
                round(float(vectors[a.id] @ vectors[b.id]), 4) if a.id in vectors and b.id in vectors else None
            ),
            "solution_similarity": None,
            "divergence": None,
        }
        for a, b in rows
    ]


def _vectors(session: Session, ids: set[uuid.UUID], space: VectorSpace) -> Mapping[uuid.UUID, Any]:
    rows = select(Trace.id, Embedding.vector).join(Embedding, vector_in(space)).where(Trace.id.in_(ids))
    return {row.id: read_vector(row.vector) for row in session.execute(rows)}


def _last_settled(session: Session) -> Mapping[str, Any] | None:
    row = session.get(PeriodicRun, SETTLING)
    return None if row is None else {"started_at": row.started_at, "status": "started"}
