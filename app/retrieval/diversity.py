"""Variety among the best hits: copies stand behind what they are copies of, and nobody unknown fills the top. Pure.

Order changes only within blocks of ten from the top, so that pages fit together however long they are.
"""

import heapq
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from search.results import Hit

BLOCK = 10

COPY_SHARE = 0.85
"""What a copy's score counts: it falls behind other hits that are nearly as good, not behind what is far from it."""

TOP = 5
MOST_OF_ONE = 2
"""So many of the first TOP may be by one author who isn't established. What is over stands behind them."""


def crowding(hits: Sequence[Hit]) -> set[uuid.UUID]:
    """Authors who would have more than MOST_OF_ONE of the first TOP, were they not established."""
    counts = Counter(hit.author for hit in hits[:BLOCK] if hit.author)
    return {author for author, count in counts.items() if count > MOST_OF_ONE}


def varied(hits: Sequence[Hit], capped: Collection[uuid.UUID] = ()) -> list[Hit]:
    """All of the hits, best first, varied. `capped`: authors to whom the limit applies."""
    seen: set[str] = set()
    copies = set()
    for hit in hits:
        if not seen.isdisjoint(hit.shapes):
            copies.add(hit.id)
        seen.update(hit.shapes)
    found: list[Hit] = []
    for start in range(0, len(hits), BLOCK):
        block = hits[start : start + BLOCK]
        apart = ([hit for hit in block if (hit.id in copies) is is_copy] for is_copy in (False, True))
        found += heapq.merge(*apart, key=lambda hit: -hit.score * (COPY_SHARE if hit.id in copies else 1.0))
    return _spread(found[:BLOCK], capped) + found[BLOCK:]


def _spread(hits: Iterable[Hit], capped: Collection[uuid.UUID]) -> list[Hit]:
    first: list[Hit] = []
    behind: list[Hit] = []
    counts: Counter[uuid.UUID | None] = Counter()
    for hit in hits:
        if len(first) < TOP and (hit.author not in capped or counts[hit.author] < MOST_OF_ONE):
            counts[hit.author] += 1
            first.append(hit)
        else:
            behind.append(hit)
    return first + behind
