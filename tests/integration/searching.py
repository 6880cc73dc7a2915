"""What tests of the search have in common."""

import uuid
from collections.abc import Callable
from typing import Any

from elasticsearch import Elasticsearch
from sqlalchemy import update

from app.indexing.live import LiveIndexCache
from app.retrieval.answers import Answer
from app.retrieval.service import Retrieval
from app.traces import service as traces
from app.traces.models import Trace
from app.wiring import Services
from search.embeddings import Embedder
from search.query.boosts import PRODUCT, Ranking
from tests.factories import draft

Submit = Callable[..., uuid.UUID]


def submitter(parts: Services, contributor: uuid.UUID) -> Submit:
    """A function that stores a trace; columns beside its content by `columns=`."""

    def make(columns: dict[str, Any] | None = None, **content: Any) -> uuid.UUID:
        with parts.database.transaction() as session:
            trace = traces.submit(session, contributor, draft(**content)).trace
            if columns:
                session.execute(update(Trace).where(Trace.id == trace.id).values(columns))
            return trace.id

    return make


def retrieval(
    parts: Services,
    embedder: Embedder | None = None,
    elasticsearch: Elasticsearch | None = None,
    ranking: Ranking = PRODUCT,
) -> Retrieval:
    live = LiveIndexCache(parts.database, parts.settings.index_prefix)
    return Retrieval(parts.database, elasticsearch or parts.elasticsearch, embedder or parts.embedder, live, ranking)


def ids(answer: Answer) -> list[uuid.UUID]:
    return [found.hit.id for found in answer.results]
