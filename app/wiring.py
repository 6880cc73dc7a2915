"""The composition root: settings in, connected parts out. Used by the API, the jobs and the scripts."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from elasticsearch import Elasticsearch
from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.core.db import Database
from app.core.deferred import Deferred
from app.core.errors import ConfigurationError
from app.core.limits.limiter import Limiter
from app.core.metrics import EMBEDDED, EMBEDDING_DURATION
from app.core.settings import Settings
from search.client import connect
from search.embeddings import Embedder, Kind, NullEmbedder
from search.embeddings.cache import CachedEmbedder
from search.embeddings.observed import ObservedEmbedder
from search.embeddings.tokens import NoCounter, TokenCounter, WordPieceCounter
from search.generations import VectorSpace
from search.rerank import Reranker

if TYPE_CHECKING:
    from search.hosted import CohereCalls

EXTENSION = "commontrace.services"

LIMITER_TIMEOUT_S = 0.1
"""One request of a process waits this long at most before all of them go on without Redis."""


@dataclass(frozen=True)
class Services:
    """Everything outside the process that use cases need, each with its own time limit."""

    settings: Settings
    database: Database
    redis: Redis
    elasticsearch: Elasticsearch
    embedder: Embedder
    reranker: Reranker | None
    token_counter: TokenCounter
    deferred: Deferred
    limiter: Limiter
    resources: ExitStack = field(default_factory=ExitStack)
    """What else is to be let go of."""

    @property
    def vector_space(self) -> VectorSpace:
        return VectorSpace.of(self.embedder)

    def close(self) -> None:
        """Write what is still counted in memory and let go of every connection."""
        self.deferred.close()
        self.database.close()
        self.redis.close()
        self.limiter.close()
        self.elasticsearch.close()
        self.resources.close()


def wire(
    settings: Settings,
    *,
    statement_timeout_ms: int = 5_000,
    redis_timeout_s: float = 0.5,
    embedding_timeout_s: float = 1.0,
    with_embedder: bool = True,
) -> Services:
    """Build the parts. Nothing is connected yet; the embedder's model is loaded unless it isn't wanted."""
    database = Database(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_pool_size,
        statement_timeout_ms=statement_timeout_ms,
    )
    api_key = settings.elasticsearch_api_key
    resources = ExitStack()
    redis_url = settings.redis_url.get_secret_value()
    return Services(
        settings=settings,
        database=database,
        redis=_redis(redis_url, redis_timeout_s, connect_timeout_s=0.5),
        elasticsearch=connect(
            settings.elasticsearch_url.get_secret_value(), api_key.get_secret_value() if api_key else None
        ),
        embedder=_remembering(settings, embedding_timeout_s, resources) if with_embedder else NullEmbedder(),
        reranker=_reranker(settings, resources),
        token_counter=_token_counter(settings),
        deferred=Deferred(database),
        resources=resources,
        limiter=Limiter(_redis(redis_url, LIMITER_TIMEOUT_S, LIMITER_TIMEOUT_S), settings.api_workers),
    )


def _redis(url: str, timeout_s: float, connect_timeout_s: float) -> Redis:
    return Redis.from_url(
        url, socket_timeout=timeout_s, socket_connect_timeout=connect_timeout_s, retry=Retry(NoBackoff(), 0)
    )


def services() -> Services:
    """The parts of the application that handles the current request."""
    return cast("Services", current_app.extensions[EXTENSION])


def model_is_sound(settings: Settings) -> bool | None:
    """Whether the files of the local model are those that its manifest names; None for another embedder.

    Reads all of them, which takes a moment.
    """
    from search.embeddings.manifest import Manifest, folder_of  # noqa: PLC0415

    if settings.embedding_provider != "local" or settings.embedding_model_dir is None:
        return None
    folder = folder_of(settings.embedding_model_dir, settings.embedding_precision)
    return Manifest.read_if_sound(folder) is not None


def _observe(kind: Kind, texts: int, seconds: float) -> None:
    EMBEDDED.labels(kind).inc(texts)
    EMBEDDING_DURATION.labels(kind).observe(seconds)


def _token_counter(settings: Settings) -> TokenCounter:
    if settings.embedding_provider == "local" and settings.embedding_model_dir is not None:
        from search.embeddings.manifest import folder_of  # noqa: PLC0415

        return WordPieceCounter(folder_of(settings.embedding_model_dir, settings.embedding_precision))
    return NoCounter()


def _remembering(settings: Settings, timeout_s: float, resources: ExitStack) -> Embedder:
    return CachedEmbedder(ObservedEmbedder(_embedder(settings, timeout_s, resources), _observe))


def _embedder(settings: Settings, timeout_s: float, resources: ExitStack) -> Embedder:
    """What embeds is loaded here and not before: a deployment shouldn't pay for what it doesn't use."""
    if settings.embedding_provider == "null":
        return NullEmbedder()
    return _cohere(settings, timeout_s, resources) if settings.embedding_provider == "cohere" else _local(settings)


def _local(settings: Settings) -> Embedder:
    from search.embeddings.local import LocalEmbedder  # noqa: PLC0415
    from search.embeddings.manifest import folder_of  # noqa: PLC0415

    if settings.embedding_model_dir is None:
        raise ConfigurationError(
            "EMBEDDING_MODEL_DIR: needed by EMBEDDING_PROVIDER=local; 'make up' builds the model and sets it."
        )
    folder = folder_of(settings.embedding_model_dir, settings.embedding_precision)
    try:
        return LocalEmbedder(folder, settings.embedding_threads)
    except FileNotFoundError as error:
        raise ConfigurationError(f"EMBEDDING_MODEL_DIR: {error}") from error


def _reranker(settings: Settings, resources: ExitStack) -> Reranker | None:
    if not settings.rerank_model:
        return None
    from search.rerank.cohere import CohereReranker  # noqa: PLC0415

    calls = _cohere_calls(settings, "RERANK_MODEL", settings.rerank_timeout_ms / 1000, resources)
    return CohereReranker(calls, settings.rerank_model)


def _cohere(settings: Settings, timeout_s: float, resources: ExitStack) -> Embedder:
    from search.embeddings.cohere import CohereEmbedder  # noqa: PLC0415

    calls = _cohere_calls(settings, "EMBEDDING_PROVIDER=cohere", timeout_s, resources)
    try:
        return CohereEmbedder(calls, settings.embedding_model, settings.embedding_dimensions)
    except ValueError as error:
        raise ConfigurationError(f"EMBEDDING_MODEL, EMBEDDING_DIMENSIONS: {error}") from error


def _cohere_calls(settings: Settings, wanted_by: str, timeout_s: float, resources: ExitStack) -> "CohereCalls":
    from search.hosted import CohereCalls  # noqa: PLC0415

    if settings.cohere_api_key is None:
        raise ConfigurationError(f"COHERE_API_KEY: needed by {wanted_by}.")
    calls = CohereCalls(settings.cohere_api_key.get_secret_value(), settings.cohere_base_url, timeout_s=timeout_s)
    resources.callback(calls.close)
    return calls
