"""The vectors of texts, kept so that no text is embedded twice under one model."""

from collections.abc import Mapping

import numpy as np
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.traces.models import Embedding
from search.embeddings import Vectors
from search.generations import VectorSpace


def keep_vectors(session: Session, vectors: Mapping[bytes, Vectors], space: VectorSpace) -> None:
    """Store float32 [dim] vectors by text hash for good. Sorted, so that two writers can't deadlock."""
    rows = [
        {
            "text_hash": text_hash,
            "model_id": space.model_id,
            "model_version": space.model_version,
            "dim": space.dim,
            "vector": np.ascontiguousarray(vector, dtype="<f4").tobytes(),
        }
        for text_hash, vector in sorted(vectors.items(), key=lambda item: item[0])
    ]
    if rows:
        session.execute(insert(Embedding).on_conflict_do_nothing(), rows)


def read_vector(stored: bytes) -> Vectors:
    """float32 [dim] from the bytes of a row."""
    return np.frombuffer(stored, "<f4")
