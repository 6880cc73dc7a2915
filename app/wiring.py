"""The composition root: settings in, connected parts out. Used by the API, the jobs and the scripts."""

from dataclasses import dataclass
from typing import cast

from elasticsearch import Elasticsearch
from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.core.db import Database
from app.core.deferred import Deferred
from app.core.errors import ConfigurationError
from app.core.metrics import EMBEDDED, EMBEDDING_DURATION
from app.core.settings import Settings
from search.client import connect
from search.embeddings import Embedder, Kind, NullEmbedder
from search.embeddings.cache import CachedEmbedder
from search.embeddings.observed import ObservedEmbedder
from search.generations import VectorSpace

EXTENSION = "commontrace.services"


@dataclass(frozen=True)
class Services:
    """Everything outside the process that use cases need, each with its own time limit."""

    settings: Settings
    database: Database
    redis: Redis
    elasticsearch: Elasticsearch
    embedder: Embedder
    deferred: Deferred

    @property
    def vector_space(self) -> VectorSpace:
        return VectorSpace(self.embedder.model_id, self.embedder.model_version, self.embedder.dim)

    def close(self) -> None:
        """Write what is still counted in memory and let go of every connection."""
        self.deferred.close()
        self.database.close()
        self.redis.close()
        self.elasticsearch.close()


def wire(
    settings: Settings,
    *,
    statement_timeout_ms: int = 5_000,
    redis_timeout_s: float = 0.5,
    with_embedder: bool = True,
) -> Services:
    """Build the parts. Nothing is connected yet; the embedder's model is loaded unless it isn't wanted."""
    database = Database(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_pool_size,
        statement_timeout_ms=statement_timeout_ms,
    )
    api_key = settings.elasticsearch_api_key
    return Services(
        settings=settings,
        database=database,
        redis=Redis.from_url(
            settings.redis_url.get_secret_value(),
            socket_timeout=redis_timeout_s,
            socket_connect_timeout=0.5,
            retry=Retry(NoBackoff(), 0),
        ),
        elasticsearch=connect(
            settings.elasticsearch_url.get_secret_value(), api_key.get_secret_value() if api_key else None
        ),
        embedder=CachedEmbedder(ObservedEmbedder(_embedder(settings), _observe)) if with_embedder else NullEmbedder(),
        deferred=Deferred(database),
    )


def services() -> Services:
    """The parts of the application that handles the current request."""
    return cast("Services", current_app.extensions[EXTENSION])


def _observe(kind: Kind, texts: int, seconds: float) -> None:
    EMBEDDED.labels(kind).inc(texts)
    EMBEDDING_DURATION.labels(kind).observe(seconds)


def _embedder(settings: Settings) -> Embedder:
    if settings.embedding_provider == "null":
        return NullEmbedder()
    if settings.embedding_model_dir is None:
        raise ConfigurationError(
            "EMBEDDING_MODEL_DIR: needed by EMBEDDING_PROVIDER=local; 'make up' builds the model and sets it."
        )
    # Loading the runtime takes a moment and memory, which a deployment without a local model shouldn't pay.
    from search.embeddings.local import LocalEmbedder  # noqa: PLC0415

    try:
        return LocalEmbedder(settings.embedding_model_dir, settings.embedding_threads)
    except FileNotFoundError as error:
        raise ConfigurationError(f"EMBEDDING_MODEL_DIR: {error}") from error
