"""What is asked of the search: words, filters, order. The same question has the same pages."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.retrieval.surroundings import named, versions_named
from app.tags.rules import normalise_all
from search.query.spec import UNFILTERED, Facet, Filters, Mode, Sort


@dataclass(frozen=True)
class Question:
    """`text` is stripped and not empty; tags in `filters` are in normal form. Made by `question`."""

    text: str | None
    filters: Filters = UNFILTERED
    include_expired: bool = True
    mode: Mode = "hybrid"
    sort: Sort = "relevance"
    language: str | None = None
    framework: str | None = None
    versions: tuple[tuple[str, str], ...] = ()
    """What the asker works in and with: preferred, not required."""

    @property
    def is_ranked(self) -> bool:
        """Whether hits come by relevance; otherwise they are listed, and meaning has no part in it."""
        return self.text is not None and self.sort == "relevance"

    @property
    def needs_vector(self) -> bool:
        return self.is_ranked and self.mode != "lexical"

    def digest(self, asker: uuid.UUID) -> bytes:
        """Eight bytes that differ for every question and everybody who asks."""
        versions = tuple(sorted(self.filters.versions.items()))
        asked = replace(self.filters, versions={})
        parts = (asker, versions, replace(self, filters=asked))
        return hashlib.blake2b(repr(parts).encode(), digest_size=8).digest()

    def filters_at(self, now: datetime) -> Filters:
        """The filters, with what "expired" means spelled out."""
        return self.filters if self.include_expired else replace(self.filters, unexpired_at=now)


@dataclass(frozen=True)
class Aside:
    """What is asked for beside the hits."""

    facets: tuple[Facet, ...] = ()
    explain: bool = False


def question(
    q: str | None,
    tags: Sequence[str] = (),
    filters: Filters = UNFILTERED,
    *,
    include_expired: bool = True,
    mode: Mode = "hybrid",
    sort: Sort = "relevance",
    context: Mapping[str, Any] | None = None,
) -> Question | None:
    """The question with text and tags in normal form; None where no trace can satisfy it, as no trace has such a tag.

    `tags` and `filters.tags` are asked for together. `context` says where the asker works, as `surroundings` reads it.
    """
    wanted = normalise_all([*tags, *filters.tags])
    some = normalise_all(filters.tags_any)
    if wanted.dropped or (filters.tags_any and not some.names):
        return None
    none = normalise_all(filters.tags_none)
    narrowed = replace(filters, tags=wanted.names, tags_any=some.names, tags_none=none.names)
    where = context or {}
    return Question(
        text=(q or "").strip() or None,
        filters=narrowed,
        include_expired=include_expired,
        mode=mode,
        sort=sort,
        language=named(where, "language"),
        framework=named(where, "framework"),
        versions=versions_named(where),
    )
