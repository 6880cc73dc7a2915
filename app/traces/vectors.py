"""The vectors of texts, kept so that no text is embedded twice under one model."""

from collections.abc import Iterable, Mapping

import numpy as np
from sqlalchemy import ColumnElement, and_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.traces import rules
from app.traces.models import Embedding, Trace
from search.embeddings import Embedder, Vectors
from search.embeddings.documents import embed_documents
from search.generations import VectorSpace

Texts = tuple[str, str, str]
"""Title, context and solution of a trace."""


def embed_traces(embedder: Embedder, traces: Iterable[Texts]) -> Vectors:
    """float32 [n, dim] with rows of length 1, one for each trace. Raises EmbedderUnavailable."""
    return embed_documents(
        embedder,
        [
            (rules.embedding_text(title, context_text, solution_text), rules.embedding_head(title, context_text))
            for title, context_text, solution_text in traces
        ],
    )


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


def vector_in(space: VectorSpace) -> ColumnElement[bool]:
    """Joins a trace and its vector in this space."""
    return and_(
        Embedding.text_hash == Trace.text_hash,
        Embedding.model_id == space.model_id,
        Embedding.model_version == space.model_version,
    )


def read_vector(stored: bytes) -> Vectors:
    """float32 [dim] from the bytes of a row."""
    return np.frombuffer(stored, "<f4")
