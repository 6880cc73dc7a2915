"""What a list of ranks says about a search."""

from collections.abc import Sequence
from dataclasses import dataclass

DEPTH = 10
"""Results looked through for each question."""


@dataclass(frozen=True)
class Scores:
    """`hit_1` and `hit_3`: shares of questions answered by the first, by one of the first three results.

    `mrr`: mean of 1 / rank, 0 for what isn't among the first DEPTH.
    """

    questions: int
    hit_1: float
    hit_3: float
    mrr: float


def scores(ranks: Sequence[int | None]) -> Scores:
    """Of one rank a question, counted from 1, None where the answer wasn't found. All zero without questions."""
    count = len(ranks)
    if not count:
        return Scores(0, 0.0, 0.0, 0.0)
    found = [rank for rank in ranks if rank is not None]
    return Scores(
        questions=count,
        hit_1=sum(rank == 1 for rank in found) / count,
        hit_3=sum(rank <= 3 for rank in found) / count,
        mrr=sum(1 / rank for rank in found) / count,
    )
