"""How sound the knowledge is as a whole. Pure; numbers are those of the v1 wire contract, 3.6."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from search.embeddings import Vectors

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
    pairs = list(_pairs(vectors, least))
    leader = list(range(len(vectors)))

    def lead(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for one, other, _ in pairs:
        leader[max(lead(one), lead(other))] = min(lead(one), lead(other))
    members: defaultdict[int, set[int]] = defaultdict(set)
    closest: defaultdict[int, float] = defaultdict(float)
    for one, other, cosine in pairs:
        members[lead(one)] |= {one, other}
        closest[lead(one)] = max(closest[lead(one)], cosine)
    found = [Cluster(tuple(sorted(each)), closest[first]) for first, each in members.items()]
    return sorted(found, key=lambda cluster: (-len(cluster.members), cluster.members))


def _pairs(vectors: Vectors, least: float) -> Iterable[tuple[int, int, float]]:
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        cosines = vectors[start : start + _ROWS_AT_ONCE] @ vectors[start:].T
        rows, columns = np.nonzero(np.triu(cosines > least, k=1))
        yield from zip(
            (rows + start).tolist(), (columns + start).tolist(), cosines[rows, columns].tolist(), strict=True
        )


def best(worths: Sequence[float]) -> int:
    """The place of the greatest; of equals the first."""
    return max(range(len(worths)), key=lambda place: (worths[place], -place))
