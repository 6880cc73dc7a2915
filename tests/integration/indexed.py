"""Traces on their way into the index, and embedders that are watched on it."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.indexing import service as indexing
from app.outbox.models import OutboxRow
from app.traces import service as traces
from app.wiring import Services
from search.embeddings import EmbedderUnavailable, Kind, Vectors
from tests.factories import draft


class Recording:
    """The real embedder, with a list of what it was asked."""

    def __init__(self, parts: Services) -> None:
        self._inner = parts.embedder
        self.asked: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        self.asked += texts
        return self._inner.embed(texts, kind)


class Broken(Recording):
    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        raise EmbedderUnavailable("broken for a test")


def submit(parts: Services, contributor: uuid.UUID, **content: Any) -> uuid.UUID:
    with parts.database.transaction() as session:
        trace = traces.submit(session, contributor, draft(**content)).trace
        return trace.id


def pending(parts: Services) -> list[OutboxRow]:
    with parts.database.reading() as session:
        return list(session.scalars(select(OutboxRow)))


def live(parts: Services) -> indexing.LiveIndex:
    with parts.database.reading() as session:
        found = indexing.live_index(session, parts.settings.index_prefix)
    assert found is not None
    return found


def document(parts: Services, trace_id: uuid.UUID, index: str | None = None) -> dict[str, Any]:
    found: dict[str, Any] = parts.elasticsearch.get(index=index or live(parts).alias, id=str(trace_id)).body
    return found


def ensure(parts: Services, **options: Any) -> str:
    return indexing.ensure(
        parts.database, parts.elasticsearch, parts.settings.index_prefix, parts.vector_space, **options
    )
