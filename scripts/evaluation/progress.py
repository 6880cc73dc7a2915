"""Lines on how far a long load has come, on stderr and not too many."""

import sys
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

TOLD_EVERY_S = 10.0


def parts(title: str, items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`items` in parts of `size`, telling every few seconds how many are still to come."""
    told = time.monotonic()
    for at in range(0, len(items), size):
        if time.monotonic() - told > TOLD_EVERY_S:
            print(f"{title}: {len(items) - at} of {len(items)} to go", file=sys.stderr)
            told = time.monotonic()
        yield items[at : at + size]
