"""Two halves of the questions: one to tune on, one to report."""

import hashlib
from collections.abc import Sequence
from typing import Literal, get_args

from scripts.evaluation.model import Query

Split = Literal["dev", "test", "all"]
SPLITS: tuple[Split, ...] = get_args(Split)


def half(text: str) -> Split:
    """`dev` or `test`, by the text alone: a question stays in its half whatever is added to its set."""
    return "dev" if hashlib.sha256(text.encode()).digest()[0] % 2 else "test"


def choose(queries: Sequence[Query], split: Split) -> list[Query]:
    """The questions of one half, or all, in order."""
    return [query for query in queries if split in ("all", half(query.half_by))]
