"""How often and how long the outbox tries."""

from datetime import timedelta

INTERACTIVE, BULK = 0, 1
"""Priorities: somebody waits for the first; imports and rebuilds are the second."""

INDEX_QUEUE = "index"
"""Name of the RQ queue that index work is handed to."""

BATCH_SIZE = 64
LEASE = timedelta(seconds=30)
"""After this long without a settlement the work is given out again. A batch takes a few seconds at most."""

REFUSALS_BEFORE_DEAD = 5
BACKOFF_CAP_S = 30.0


def backoff(attempts: int, jitter: float) -> timedelta:
    """Wait before the next try: 2, 4, 8 ... seconds up to a cap, of which up to half is taken off by `jitter` (0..1).

    The jitter keeps work that failed together from coming back together.
    """
    seconds = min(BACKOFF_CAP_S, float(2 ** min(attempts, 10)))
    return timedelta(seconds=seconds * (1 - jitter / 2))
