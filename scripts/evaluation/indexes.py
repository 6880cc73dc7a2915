"""An index of a corpus, built by the product's own code, with what a variant changes."""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.indexing import batch as indexing
from app.indexing.service import LiveIndex
from app.wiring import Services
from scripts.evaluation import progress
from scripts.evaluation.variants import DocumentSide
from search import generations
from search.client import translated_errors
from search.documents import Document, TraceDocument
from search.embeddings import Embedder
from search.generations import Generation
from search.indexer import Target, write

AT_ONCE = 128
"""Documents in one bulk."""


class OneIndex:
    """Tells `Retrieval` to read this index, in place of the one behind the alias."""

    def __init__(self, index: LiveIndex) -> None:
        self._index = index

    def get(self) -> LiveIndex:
        return self._index

    def forget(self) -> None:
        """There is no other."""


def build(
    parts: Services, embedder: Embedder, corpus: str, traces: Sequence[uuid.UUID], side: DocumentSide
) -> OneIndex:
    """Index the traces, merge into one segment, and make it visible. An index is never shared between two sides.

    One segment, as the neighbours that HNSW finds depend on the segments, and those on the moment of a refresh.
    Raises SearchUnavailable, EmbedderUnavailable, and RuntimeError for a document that Elasticsearch refuses.
    """
    client, space = parts.elasticsearch, parts.vector_space
    generation = _changed(
        generations.describe(parts.settings.index_prefix, f"eval-{corpus}", space, generations.probe_analysis(client)),
        side,
    )
    name = f"{generation.base_name}-{uuid.uuid4().hex[:8]}"
    generations.create(client, name, generation)
    for ids in progress.parts(f"{corpus}: indexing", traces, AT_ONCE):
        _write(parts, embedder, name, ids, side)
    with translated_errors():
        patient = client.options(request_timeout=300)
        patient.indices.refresh(index=name)
        patient.indices.forcemerge(index=name, max_num_segments=1)
        patient.indices.refresh(index=name)
    return OneIndex(LiveIndex(alias=name, name=name, space=space))


def _write(parts: Services, embedder: Embedder, name: str, ids: Sequence[uuid.UUID], side: DocumentSide) -> None:
    with parts.database.reading() as session:
        batch = indexing.load(session, ids, parts.vector_space)
    if side.embedding is not DocumentSide.embedding:
        made = side.embedding(embedder, [(each.title, each.context_text, each.solution_text) for each in batch.traces])
        batch.vectors = {each.text_hash: vector for each, vector in zip(batch.traces, made, strict=True)}
    indexing.embed_missing(batch, embedder)
    target = Target(name, takes_vectors=embedder.dim > 0)
    documents = indexing.documents(batch)
    if side.trust_spread:
        documents = [_by_lot(each, side.trust_spread) for each in documents]
    refused = [each for each in write(parts.elasticsearch, [target], documents) if each is not None]
    if refused:
        raise RuntimeError(f"{len(refused)} documents were refused, the first because: {refused[0].reason}")


def _by_lot(document: Document, spread: float) -> Document:
    """With a trust factor that its content draws: the same in every run, and nothing to do with its worth."""
    if not isinstance(document, TraceDocument):
        return document
    lot = int.from_bytes(hashlib.sha256(document.solution_text.encode()).digest()[:4]) / 2**32
    return replace(document, trust_factor=1 + spread * (2 * lot - 1))


def _changed(generation: Generation, side: DocumentSide) -> Generation:
    """The generation with a variant's changes, and a name that tells it from others."""
    if not side.mappings and not side.analysis:
        return generation
    definition = overlay(generation.definition, {"mappings": side.mappings, "settings": {"analysis": side.analysis}})
    digest = hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()[:10]
    return replace(generation, base_name=f"{generation.base_name}-{digest}", definition=definition)


def overlay(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `changes` laid over it, object by object. None removes a key; anything else replaces it."""
    merged = dict(base)
    for key, value in changes.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(merged.get(key), Mapping):
            merged[key] = overlay(merged[key], value)
        else:
            merged[key] = value
    return merged
