"""Tasks: short verbs over services, safe to run twice. Arguments are keys, never content."""

import uuid
from datetime import UTC, datetime

from opentelemetry.trace import SpanKind
from rq.timeouts import JobTimeoutException
from sqlalchemy.exc import OperationalError

from app.core.http import idempotency
from app.core.logging import get_logger
from app.core.metrics import INDEXED
from app.core.tracing import parent_of, tracer
from app.indexing import batch as indexing
from app.indexing import drift
from app.indexing import service as generations
from app.indexing.reconcile import reconcile
from app.outbox import service as outbox
from app.outbox.service import Failure
from app.retrieval import misses
from app.staleness import registries, temperatures
from app.staleness import service as staleness
from app.traces import use
from app.traces.vectors import keep_vectors
from app.wiring import Services, model_is_sound
from jobs.context import services, services_without_embedder
from search.client import SearchUnavailable
from search.documents import Document, Tombstone
from search.embeddings import EmbedderUnavailable
from search.indexer import Target, write

log = get_logger(__name__)


def index_traces(token: str) -> int:
    """Index what the lease `token` still holds; returns how many were settled as done."""
    return index_batch(services(), uuid.UUID(token))


def reconcile_index() -> dict[str, int]:
    """Compare rows and documents and mend what differs; returns the count of each fault."""
    parts = services_without_embedder()
    found = reconcile(parts.database, parts.elasticsearch)
    if found:
        log.warning("index_reconciled", **found)
    return dict(found)


def purge_idempotency_records() -> int:
    """Forget answers that are too old to be asked for again."""
    with services_without_embedder().database.transaction() as session:
        return idempotency.purge(session)


def check_staleness() -> dict[str, int]:
    """Look which traces speak of what is no longer current; returns how many were checked, asked about and changed."""
    done = staleness.check(services_without_embedder().database, registries.ask, datetime.now(UTC))
    log.info("staleness_checked", **done)
    return dict(done)


def settle_temperatures() -> int:
    """Let each trace's temperature follow the use that helped; returns how many changed."""
    return temperatures.settle(services_without_embedder().database, datetime.now(UTC))


def group_misses() -> dict[str, int]:
    """Group what was searched for and not found, and forget what is old; returns how many of each."""
    parts = services()
    return dict(misses.group(parts.database, parts.embedder, datetime.now(UTC)))


def forget_retrieval_days() -> int:
    """Drop what was counted by day for longer than it is shown; returns how many rows."""
    with services_without_embedder().database.transaction() as session:
        return use.forget_days(session, datetime.now(UTC).date())


def check_drift() -> dict[str, float | None]:
    """Compare a fixed sample of stored vectors with what their texts give now; returns the least and mean cosine."""
    parts = services()
    found = drift.check(
        parts.database, parts.embedder, parts.settings.index_prefix, datetime.now(UTC), model_is_sound(parts.settings)
    )
    say = log.error if found.alarms else log.info
    say("embedding_drift", alarms=found.alarms, sampled=found.sampled, least=found.least, mean=found.mean)
    return {"least": found.least, "mean": found.mean}


def index_batch(parts: Services, token: uuid.UUID) -> int:
    """The work of `index_traces`. No session is open while the embedder or Elasticsearch works."""
    with parts.database.reading() as session:
        context, links = parent_of(outbox.causes(session, token))
    with tracer.start_as_current_span("index_traces", context=context, links=links, kind=SpanKind.CONSUMER):
        return _index(parts, token)


def _index(parts: Services, token: uuid.UUID) -> int:
    with parts.database.reading() as session:
        pending = outbox.held(session, token)
    try:
        return _index_some(parts, token, pending)
    except (OperationalError, JobTimeoutException):
        # It says nothing of the traces: the lease runs out, and they are given out again.
        raise
    except Exception:
        # Whatever one trace has that nobody thought of must not hold up the others of its batch.
        log.exception("index_batch_failed", traces=len(pending))
    return sum(_index_alone(parts, token, key, version) for key, version in pending.items())


def _index_alone(parts: Services, token: uuid.UUID, key: uuid.UUID, version: int) -> int:
    try:
        return _index_some(parts, token, {key: version})
    except (OperationalError, JobTimeoutException):
        raise
    except Exception as error:
        log.exception("index_trace_failed", trace_id=str(key))
        with parts.database.transaction() as session:
            outbox.settle_failed(session, token, {key: Failure(repr(error), permanent=True)})
        return 0


def _index_some(parts: Services, token: uuid.UUID, pending: dict[uuid.UUID, int]) -> int:
    with parts.database.reading() as session:
        targets = generations.targets(session, parts.vector_space)
        batch = indexing.load(session, pending, parts.vector_space)
    if not pending:
        return 0
    try:
        made = indexing.embed_missing(batch, parts.embedder)
        if made:
            with parts.database.transaction() as session:
                keep_vectors(session, made, parts.vector_space)
        failures = _write(parts, targets, indexing.documents(batch), pending)
    except (EmbedderUnavailable, SearchUnavailable) as error:
        failures = {key: Failure(str(error), permanent=False) for key in pending}
    done = [(key, version) for key, version in pending.items() if key not in failures]
    with parts.database.transaction() as session:
        indexing.record_model(session, batch, parts.vector_space)
        outbox.settle_done(session, token, done)
        outbox.settle_failed(session, token, failures)
    INDEXED.labels("done").inc(len(done))
    INDEXED.labels("failed").inc(len(failures))
    return len(done)


def _write(
    parts: Services, targets: list[Target], documents: list[Document], pending: dict[uuid.UUID, int]
) -> dict[uuid.UUID, Failure]:
    if not targets:
        raise SearchUnavailable("no index has been made yet")
    # A row that is gone leaves a document behind unless its place is taken.
    gone = pending.keys() - {document.id for document in documents}
    documents = [*documents, *(Tombstone(key, pending[key], "removed") for key in gone)]
    results = write(parts.elasticsearch, targets, documents)
    return {
        document.id: Failure(refusal.reason, refusal.permanent)
        for document, refusal in zip(documents, results, strict=True)
        if refusal is not None
    }
