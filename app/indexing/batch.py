"""From rows to index documents: what the index worker does with a batch."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.reputation.rules import trust_factor
from app.traces import rules
from app.traces.models import Embedding, Trace
from app.traces.vectors import embed_traces, read_vector, vector_in
from search.documents import Document, Tombstone, TraceDocument
from search.embeddings import Embedder, Vectors
from search.generations import VectorSpace
from search.versions import stated


@dataclass
class Batch:
    """Traces as they stood at one moment, and the vectors that were already kept for their texts."""

    traces: Sequence[Trace]
    vectors: dict[bytes, Vectors]
    """float32 [dim] by text hash."""


def load(session: Session, ids: Iterable[uuid.UUID], space: VectorSpace) -> Batch:
    """Read the traces afresh, with the kept vectors of this space."""
    rows = session.execute(
        select(Trace, Embedding.vector)
        .outerjoin(
            Embedding,
            vector_in(space),
        )
        .where(Trace.id.in_(list(ids)))
    ).all()
    kept = {trace.text_hash: read_vector(vector) for trace, vector in rows if vector is not None}
    return Batch([trace for trace, _ in rows], kept)


def embed_missing(batch: Batch, embedder: Embedder) -> dict[bytes, Vectors]:
    """Embed the texts of searchable traces that have no vector yet; returns the new ones. Raises EmbedderUnavailable.

    Each distinct text is embedded once. Runs without a session, as it takes long.
    """
    texts = {
        trace.text_hash: (trace.title, trace.context_text, trace.solution_text)
        for trace in batch.traces
        if trace.visibility in rules.SEARCHABLE and trace.text_hash not in batch.vectors
    }
    if not texts or not embedder.dim:
        return {}
    made = dict(zip(texts, embed_traces(embedder, texts.values()), strict=True))
    batch.vectors.update(made)
    return made


def record_model(session: Session, batch: Batch, space: VectorSpace) -> None:
    """Note on each trace whose vector is indexed which model made it, unless its text has changed meanwhile."""
    for trace in batch.traces:
        if trace.text_hash in batch.vectors and (trace.embedding_model_id, trace.embedding_model_version) != (
            space.model_id,
            space.model_version,
        ):
            session.execute(
                update(Trace)
                .where(Trace.id == trace.id, Trace.text_hash == trace.text_hash)
                .values(embedding_model_id=space.model_id, embedding_model_version=space.model_version)
                .execution_options(synchronize_session=False)
            )


def documents(batch: Batch) -> list[Document]:
    """One document for each trace, in the batch's order; a tombstone for what may not be found."""
    return [_document(trace, batch.vectors.get(trace.text_hash)) for trace in batch.traces]


def _document(trace: Trace, vector: Vectors | None) -> Document:
    if trace.visibility not in rules.SEARCHABLE:
        return Tombstone(trace.id, trace.index_version, trace.visibility)
    fingerprint = trace.context_fingerprint or {}
    return TraceDocument(
        id=trace.id,
        index_version=trace.index_version,
        title=trace.title,
        context_text=trace.context_text,
        solution_text=trace.solution_text,
        tags=tuple(trace.tags),
        language=fingerprint.get("language"),
        framework=fingerprint.get("framework"),
        contributor_id=trace.contributor_id,
        status=trace.status,
        visibility=trace.visibility,
        trust_score=trace.trust_score,
        trust_factor=trust_factor(trace.trust_score, trace.prior_trust, is_stale=trace.is_stale),
        is_stale=trace.is_stale,
        temperature=trace.memory_temperature,
        created_at=trace.created_at,
        updated_at=trace.updated_at,
        valid_from=trace.valid_from,
        valid_until=trace.valid_until,
        versions=stated(trace.metadata_json),
        vector=vector,
        capped_author=trace.contributor_id if trace.slug is None else None,
    )
