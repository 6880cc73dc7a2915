"""What is searched for, in the library's own terms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from search.embeddings.protocol import Vectors

Mode = Literal["lexical", "vector", "hybrid"]
"""Which legs find hits: words, meaning, or both."""


@dataclass(frozen=True)
class SearchSpec:
    """A search. `text` and `vector` are two legs of the same question; without either, traces are listed by trust."""

    text: str | None = None
    vector: Vectors | None = None
    """float32 [dim] of norm 1, in the space of the index that is searched."""
    mode: Mode = "hybrid"
    tags: tuple[str, ...] = ()
    """All of them, in normal form."""
    language: str | None = None
    framework: str | None = None
    """What the caller works in, in lower case: preferred, not required."""
    include_expired: bool = True
    now: datetime | None = None
    """Needed when expired traces are left out or freshness counts; aware."""
    size: int = 10

    @property
    def words(self) -> str | None:
        """The text that the lexical leg matches, None where words don't count."""
        return None if self.mode == "vector" else self.text

    @property
    def meaning(self) -> Vectors | None:
        """The vector of the kNN leg, None where meaning doesn't count."""
        return None if self.mode == "lexical" else self.vector
