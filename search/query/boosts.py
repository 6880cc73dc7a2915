"""Every weight of the ranking in one place, each with the measurement that chose it."""

VECTOR_BOOST = 160.0
"""Weight of the kNN leg, (1 + cosine) / 2, against raw BM25.

1,000 questions over 7,424 how-to pages: MRR@10 .316 at 20, .351 at 80, .359 at 160 (either leg alone: .313 and .263);
on a set of short questions over long code 80 fell below the kNN leg alone and higher weights did not.
"""

VECTOR_CANDIDATES = 100
"""Nearest neighbours taken per shard; recall against exact search .982 with int8 quantisation at this setting."""

RESCORE_WINDOW = 100
"""Hits of the first pass that trust and freshness may reorder. A window of 100 cost no measurable time."""

FRESHNESS_FLOOR = 0.85
"""Age alone takes no more than the rest from a trace's score: it orders near-equals, it doesn't bury what is true."""

FRESHNESS_SCALE = "730d"
FRESHNESS_DECAY = 0.5
"""Half of the part above the floor is gone after the scale."""
