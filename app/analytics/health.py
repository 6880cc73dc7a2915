"""How sound the knowledge is: trust, temperature, staleness, duplicates, contradictions."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Row

from app.analytics import rules
from app.analytics.knowledge import State
from app.traces.vectors import read_vector

TEMPERATURES = ("HOT", "WARM", "COOL", "COLD", "FROZEN")

NOTE = (
    "Duplicates are looked for among the newest traces, {compared} with a vector. Conflicts are those that "
    "contributors stated (CONTRADICTS); there are no vectors of solutions alone, so no similarity of those."
)


def report(state: State) -> Mapping[str, Any]:
    """The report, under the names of contract v1. Takes a while, and no connection."""
    sums, clusters = state.sums, _clusters(state.newest)
    duplicates = sum(cluster["size"] for cluster in clusters)
    score = rules.health_score(sums.total, sums.stale, sums.flagged, duplicates, len(state.conflicts))
    return {
        "total_traces": sums.total,
        "health_score": score,
        "trust": {
            "avg": round(sums.avg, 3),
            "min": round(sums.min, 3),
            "max": round(sums.max, 3),
            "distrusted": sums.distrusted,
            "trusted": sums.trusted,
            "flagged": sums.flagged,
        },
        "temperature": {**dict.fromkeys(TEMPERATURES, 0), **state.temperatures},
        "stale": {"count": sums.stale, "stored": sums.stale, "traces": state.stale},
        "convergence": {"clusters": 0, "levels": state.levels},
        "relationships": state.relationships,
        "early_warning": {
            "note": NOTE.format(compared=len(state.newest)),
            "conflicts": [_conflict(row, state.vectors) for row in state.conflicts],
            "duplicate_clusters": clusters[: rules.MOST_CLUSTERS],
            "thresholds": {"duplicate_distance": rules.DUPLICATE_DISTANCE},
        },
        "last_consolidation": state.settled,
    }


def _clusters(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[dict[str, Any]]:
    """Those that say nearly the same."""
    if not rows:
        return []
    found = rules.duplicate_clusters(np.stack([read_vector(row.vector) for row in rows]))
    return [_cluster([rows[place] for place in each.members], each.max_similarity) for each in found]


def _cluster(rows: Sequence[Row[*tuple[Any, ...]]], similarity: float) -> dict[str, Any]:
    keeper = rows[rules.best([rules.worth_keeping(row.length, row.has_code, row.tags) for row in rows])].id
    return {
        "size": len(rows),
        "max_similarity": round(min(1.0, similarity), 4),
        "canonical_id": keeper,
        "traces": [{"id": row.id, "title": row.title, "canonical": row.id == keeper} for row in rows],
    }


def _conflict(row: Row[*tuple[Any, ...]], vectors: Mapping[uuid.UUID, Any]) -> dict[str, Any]:
    one, other = vectors.get(row.a_id), vectors.get(row.b_id)
    return {
        "a": {"id": row.a_id, "title": row.a_title, "trust": round(row.a_trust_score, 2)},
        "b": {"id": row.b_id, "title": row.b_title, "trust": round(row.b_trust_score, 2)},
        "problem_similarity": None if one is None or other is None else round(float(one @ other), 4),
        "solution_similarity": None,
        "divergence": None,
    }
