"""The shape of one document in the index. A document is always written whole."""

import base64
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from search.embeddings.protocol import Vectors
from search.fingerprints import fingerprints
from search.shapes import shapes
from search.terms import terms


@dataclass(frozen=True)
class TraceDocument:
    """What is searched of a trace. Author names and reputation stay in Postgres. Times are aware."""

    id: uuid.UUID
    index_version: int
    title: str
    context_text: str
    solution_text: str
    tags: tuple[str, ...]
    language: str | None
    framework: str | None
    contributor_id: uuid.UUID
    status: str
    visibility: str
    trust_score: float
    """As answers show it; `trust_factor` is what relevance is multiplied by."""
    trust_factor: float
    is_stale: bool
    temperature: str | None
    created_at: datetime
    updated_at: datetime
    valid_from: datetime
    valid_until: datetime | None
    versions: tuple[tuple[int, int], ...]
    """Intervals of `search.versions`."""
    vector: Vectors | None
    """float32 [dim] of norm 1; None where no embedder is configured."""
    capped_author: uuid.UUID | None = None
    """Of whom only a few traces may stand at the top, unless established; None for a trace of the seed library."""

    def source(self) -> dict[str, Any]:
        """The `_source`."""
        fields = {
            "id": str(self.id),
            "title": self.title,
            "context_text": self.context_text,
            "solution_text": self.solution_text,
            "all": " ".join(terms("\n".join((*self._texts, *self.tags)))),
            "fingerprints": " ".join(fingerprints("\n".join(self._texts))) or None,
            "shapes": list(shapes("\n".join(self._texts[1:]))),
            "tags": list(self.tags),
            "language": self.language,
            "framework": self.framework,
            "contributor_id": str(self.contributor_id),
            "capped_author": str(self.capped_author) if self.capped_author else None,
            "status": self.status,
            "visibility": self.visibility,
            "trust_score": self.trust_score,
            "trust_factor": self.trust_factor,
            "is_stale": self.is_stale,
            "temperature": self.temperature,
            "created_at": self.created_at.isoformat(),
            "updated_at": self.updated_at.isoformat(),
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "versions": [{"gte": low, "lte": high} for low, high in self.versions] or None,
            "index_version": self.index_version,
            "vector": encode_vector(self.vector) if self.vector is not None else None,
        }
        return {name: value for name, value in fields.items() if value is not None}

    @property
    def _texts(self) -> tuple[str, str, str]:
        return self.title, self.context_text, self.solution_text


@dataclass(frozen=True)
class Tombstone:
    """Stands for a trace that may not be found: no text, but a version, so that an older write can't bring it back."""

    id: uuid.UUID
    index_version: int
    visibility: str

    def source(self) -> dict[str, Any]:
        """The `_source`."""
        return {"visibility": self.visibility, "index_version": self.index_version}


Document = TraceDocument | Tombstone


def encode_vector(vector: Vectors) -> str:
    """Base64 of big-endian float32, the compact form that Elasticsearch takes for dense vectors."""
    return base64.b64encode(vector.astype(np.dtype(">f4")).tobytes()).decode()
