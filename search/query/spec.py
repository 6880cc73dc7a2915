"""What is searched for, in the library's own terms."""

from dataclasses import dataclass
from datetime import datetime

from search.embeddings.protocol import Vectors


@dataclass(frozen=True)
class SearchSpec:
    """A search. `text` and `vector` are two legs of the same question; without either, traces are listed by trust."""

    text: str | None = None
    vector: Vectors | None = None
    """float32 [dim] of norm 1, in the space of the index that is searched."""
    tags: tuple[str, ...] = ()
    """All of them, in normal form."""
    include_expired: bool = True
    now: datetime | None = None
    """Needed when expired traces are left out or freshness counts; aware."""
    size: int = 10
