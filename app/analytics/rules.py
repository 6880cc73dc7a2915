"""How sound the knowledge is as a whole. Pure; numbers are those of the v1 wire contract, 3.6."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.embeddings import Vectors

Matrix = NDArray[np.bool_]

DUPLICATE_DISTANCE = 0.10
"""Cosine distance of whole texts below which two traces are taken for duplicates."""
MOST_CLUSTERS = 25

_STALE, _FLAGGED, _DUPLICATE, _CONFLICT = 30.0, 25.0, 20.0, 1.5
_CONFLICTS_COUNTED = 10
_ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class Cluster:
    """Places of traces that say nearly the same, in ascending order, and the greatest cosine among them."""

    members: tuple[int, ...]
    max_similarity: float


def health_score(total: int, stale: int, flagged: int, duplicates: int, conflicts: int) -> int:
    """0..100: 100 less what the shares of stale, flagged and duplicate traces, and conflicts, take off."""
    if not total:
        return 100
    share = (_STALE * stale + _FLAGGED * flagged + _DUPLICATE * duplicates) / total
    return max(0, min(100, round(100 - share - _CONFLICT * min(conflicts, _CONFLICTS_COUNTED))))


def worth_keeping(length: int, has_code: bool, tags: int) -> float:
    """Which of several duplicates to keep: the one with the most of this."""
    return min(length, 1500) / 1500 + has_code + min(tags, 5) / 5


def duplicate_clusters(vectors: Vectors, least: float = 1 - DUPLICATE_DISTANCE) -> list[Cluster]:
    """Groups of rows of float32 [n, dim], L2 norm 1, linked by a cosine above `least`; the largest first."""
    linked, closest = _links(vectors, least)
    left = np.asarray(linked.any(axis=1))
    found = []
    for first in np.flatnonzero(left).tolist():
        if left[first]:
            members = _reached(linked, first)
            left &= ~members
            found.append(Cluster(tuple(np.flatnonzero(members).tolist()), float(closest[members].max())))
    return sorted(found, key=lambda cluster: (-len(cluster.members), cluster.members))


def _links(vectors: Vectors, least: float) -> tuple[Matrix, Vectors]:
    """Bool [n, n]: whose cosine with whom is above `least`, and float32 [n]: the greatest such cosine of each."""
    linked = np.zeros((len(vectors), len(vectors)), dtype=np.bool_)
    closest = np.full(len(vectors), -1.0, dtype=np.float32)
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        end = start + _ROWS_AT_ONCE
        cosines = vectors[start:end] @ vectors[start:].T
        near = np.triu(cosines > least, k=1)
        if not near.any():
            continue
        linked[start:end, start:] = near
        cosines[~near] = -1.0
        closest[start:end] = np.maximum(closest[start:end], cosines.max(axis=1))
        closest[start:] = np.maximum(closest[start:], cosines.max(axis=0))
    linked |= linked.T
    return linked, closest


def _reached(linked: Matrix, first: int) -> Matrix:
    """Bool [n]: all to which links lead from `first`, itself included."""
    reached = np.zeros(len(linked), dtype=np.bool_)
    reached[first] = True
    fresh = reached
    while fresh.any():
        fresh = linked[fresh].any(axis=0) & ~reached
        reached |= fresh
    return reached


def best(worths: Sequence[float]) -> int:
    """The place of the greatest; of equals the first."""
    return max(range(len(worths)), key=lambda place: (worths[place], -place))
