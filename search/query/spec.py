"""What is searched for, in the library's own terms."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from search.embeddings.protocol import Vectors

Mode = Literal["lexical", "vector", "hybrid"]
"""Which legs find hits: words, meaning, or both."""

Sort = Literal["relevance", "trust", "newest"]

Facet = Literal["tags", "language", "framework", "status", "author"]


@dataclass(frozen=True)
class Filters:
    """What a hit must satisfy. What isn't given lets everything in; of several values of one field any will do."""

    tags: tuple[str, ...] = ()
    """All of them, in normal form."""
    tags_any: tuple[str, ...] = ()
    tags_none: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    framework: tuple[str, ...] = ()
    author: uuid.UUID | None = None
    min_trust: float | None = None
    """Of the trust score that answers show."""
    since: datetime | None = None
    """Made then or later."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Library to range: the trace must state a version of each that meets the range (see `search.versions`)."""
    valid_at: datetime | None = None
    """Valid at this moment: known by then, and not expired or superseded yet."""
    unexpired_at: datetime | None = None
    """Not expired or superseded by this moment."""
    is_stale: bool | None = None


UNFILTERED = Filters()


@dataclass(frozen=True)
class SearchSpec:
    """A search. `text` and `vector` are two legs of the same question; without either, traces are listed by trust."""

    text: str | None = None
    vector: Vectors | None = None
    """float32 [dim] of norm 1, in the space of the index that is searched."""
    mode: Mode = "hybrid"
    filters: Filters = UNFILTERED
    language: str | None = None
    framework: str | None = None
    """What the caller works in, in lower case: preferred, not required. `filters` have what is required."""
    versions: tuple[tuple[str, str], ...] = ()
    """(library, statement that lets something in): traces for any of these versions are preferred."""
    now: datetime | None = None
    """Needed for freshness to count; aware."""
    size: int = 10
    sort: Sort = "relevance"
    after: tuple[str | int | float, ...] | None = None
    """Sort values of the hit behind which to go on; of a listing, not of relevance."""
    facets: tuple[Facet, ...] = ()
    explain: bool = False

    @property
    def words(self) -> str | None:
        """The text that the lexical leg matches, None where words don't count."""
        return None if self.mode == "vector" else self.text

    @property
    def meaning(self) -> Vectors | None:
        """The vector of the kNN leg, None where meaning doesn't count."""
        return None if self.mode == "lexical" else self.vector

    @property
    def is_ranked(self) -> bool:
        """Whether hits come by relevance rather than by a sort order of their own."""
        return self.sort == "relevance" and (bool(self.words) or self.meaning is not None)
