"""The stack under test, as a client sees it, and the bare parts beside it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from app.accounts import service as accounts
from app.core.db import Database
from app.core.errors import ConfigurationError
from app.core.settings import Settings, load_settings
from app.indexing import service as indexing
from app.retrieval.service import OVERFETCH
from app.wiring import wire
from scripts.bench.load import Connection
from search import generations
from search.embeddings.local import LocalEmbedder
from search.embeddings.manifest import folder_of
from search.embeddings.protocol import Vectors
from search.generations import VectorSpace
from search.query.hybrid import request
from search.query.spec import Filters, SearchSpec

LIMIT = 10
"""Results asked for, the API's default."""


@dataclass(frozen=True)
class Target:
    """`bare_index` has the definition of the real one, and is nobody else's."""

    settings: Settings
    database: Database
    client: Elasticsearch
    embedder: LocalEmbedder
    space: VectorSpace
    alias: str
    bare_index: str
    contributor_id: uuid.UUID
    api_key: str

    def connect(self) -> Connection:
        url = f"http://{self.settings.api_host}:{self.settings.api_port}"
        return Connection(url, {self.settings.api_key_header_name: self.api_key})

    def search_body(self, text: str, vector: Vectors, tags: tuple[str, ...] = ()) -> dict[str, Any]:
        """What the API would send to Elasticsearch for this question."""
        return request(self.search_spec(text, vector, tags))

    def search_spec(self, text: str, vector: Vectors, tags: tuple[str, ...] = ()) -> SearchSpec:
        """What the API would search for."""
        narrowed = Filters(tags=tags)
        now = datetime.now(UTC)
        return SearchSpec(text=text, vector=vector, filters=narrowed, now=now, size=LIMIT + OVERFETCH)

    def search_bare(self, search_body: dict[str, Any]) -> object:
        return self.client.search(index=self.alias, body=search_body, include_named_queries_score=True)

    def embed_and_search(self, question: tuple[str, dict[str, Any]]) -> object:
        """The text's vector, then the body that was made of it before."""
        text, search_body = question
        self.embedder.embed([text], "query")
        return self.search_bare(search_body)


@contextmanager
def opened(*, keep: bool = False) -> Iterator[Target]:
    """The stack that the environment names. The bare index is dropped in the end, and without `keep` the real one."""
    settings = load_settings()
    if settings.embedding_provider != "local" or settings.embedding_model_dir is None:
        raise ConfigurationError("EMBEDDING_PROVIDER: the bench measures the local embedder and needs its model.")
    wired = wire(settings, statement_timeout_ms=60_000, with_embedder=False)
    client, prefix = wired.elasticsearch, settings.index_prefix
    folder = folder_of(settings.embedding_model_dir, settings.embedding_precision)
    embedder = LocalEmbedder(folder, settings.embedding_threads)
    space = VectorSpace.of(embedder)
    with wired.database.transaction() as session:
        issued = accounts.sign_up(
            session,
            settings.peppers[0],
            settings.key_environment,
            f"bench-{uuid.uuid4().hex}@commontrace.auto",
            "Bench",
        )
        live = indexing.live_index(session, prefix)
        database_id = indexing.database_id(session)
    if live is None:
        raise ConfigurationError("The stack has no search index: see 'python -m scripts.index ensure'.")
    bare = generations.describe(f"{prefix}-bare", database_id, space, generations.probe_analysis(client))
    generations.create(client, bare.base_name, bare)
    try:
        yield Target(
            settings=settings,
            database=wired.database,
            client=client,
            embedder=embedder,
            space=space,
            alias=live.alias,
            bare_index=bare.base_name,
            contributor_id=issued.contributor_id,
            api_key=issued.api_key,
        )
    finally:
        for name in (bare.base_name, *(() if keep else (live.name,))):
            generations.drop(client, name)
        wired.close()
