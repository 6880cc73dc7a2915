"""Rows into Postgres in bulk, and their documents into the index through the product's own code."""

import random
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from elasticsearch import Elasticsearch
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.indexing import batch as indexing
from app.indexing import service as generations
from app.traces import rules
from app.traces.models import Embedding, Trace, TraceUsage
from scripts.bench.corpus import SEED
from scripts.bench.load import BenchError
from scripts.bench.scale.texts import Corpus
from scripts.bench.target import Target
from scripts.stack.progress import Step
from search.embeddings import NullEmbedder
from search.indexer import write

AUTHORS = 200
ROWS, DOCUMENTS = 2000, 500
OLDEST = timedelta(days=3 * 365)
SETTLED_WITHIN_S = 900.0


def is_loaded(target: Target, corpus: Corpus) -> bool:
    """Whether an earlier run on this stack has loaded the very same."""
    size = len(corpus.drafts)
    first, last = corpus.id_of(0), corpus.id_of(size - 1)
    with target.database.reading() as session:
        hashes = dict(session.execute(select(Trace.id, Trace.text_hash).where(Trace.id.in_([first, last]))).all())
        count = session.scalar(select(func.count()).select_from(Trace))
    expected = {first: _text_hash(corpus, 0), last: _text_hash(corpus, size - 1)}
    return hashes == expected and count == size == _documents(target)


def load_rows(target: Target, corpus: Corpus, step: Step) -> None:
    """Every trace with its vector, by authors of any trust and of any age up to three years."""
    rng = random.Random(SEED)  # noqa: S311 - a repeatable corpus, nothing to protect
    now = datetime.now(UTC)
    with target.database.transaction() as session:
        session.execute(delete(Trace))
        authors = [_author(session, target) for _ in range(AUTHORS)]
    for start in range(0, len(corpus.drafts), ROWS):
        step.update(f"{start} of {len(corpus.drafts)}")
        part = range(start, min(start + ROWS, len(corpus.drafts)))
        traces = [_row(corpus, row, rng.choice(authors), rng.random(), now - OLDEST * rng.random()) for row in part]
        vectors = {trace["text_hash"]: corpus.vectors[row] for trace, row in zip(traces, part, strict=True)}
        with target.database.transaction() as session:
            session.execute(insert(Trace), traces)
            session.execute(insert(TraceUsage), [{"trace_id": trace["id"]} for trace in traces])
            indexing.keep_vectors(session, vectors, target.space)
    with target.database.transaction() as session:
        for table in (Trace, TraceUsage, Embedding):
            session.execute(text(f"ANALYZE {table.__tablename__}"))


def load_documents(target: Target, corpus: Corpus, step: Step) -> float:
    """Documents made and written as the index worker does; returns how many per second."""
    with target.database.reading() as session:
        targets = generations.targets(session, target.space)
    size, began = len(corpus.drafts), time.perf_counter()
    for start in range(0, size, DOCUMENTS):
        step.update(f"{start} of {size}")
        ids = [corpus.id_of(row) for row in range(start, min(start + DOCUMENTS, size))]
        with target.database.reading() as session:
            batch = indexing.load(session, ids, target.space)
        # Every vector was kept before; an embedder that is asked nonetheless would be a fault of this bench.
        if indexing.embed_missing(batch, NullEmbedder()):
            raise BenchError("a vector was missing")
        if any(write(target.client, targets, indexing.documents(batch))):
            raise BenchError("Elasticsearch refused a document")
    rate = size / (time.perf_counter() - began)
    settle(target.client, target.alias, step)
    return rate


def settle(client: Elasticsearch, index: str, step: Step) -> None:
    """Make every write visible and wait until no merge is running: they take processors and page cache."""
    patient = client.options(request_timeout=60)
    patient.indices.refresh(index=index)
    until = time.monotonic() + SETTLED_WITHIN_S
    while patient.indices.stats(index=index, metric="merge")["_all"]["total"]["merges"]["current"]:
        if time.monotonic() > until:
            raise BenchError(f"merges didn't end within {SETTLED_WITHIN_S:.0f} s")
        step.update("waiting for merges")
        time.sleep(1)
    patient.indices.refresh(index=index)


def _documents(target: Target) -> int:
    target.client.options(request_timeout=60).indices.refresh(index=target.alias)
    return int(target.client.count(index=target.alias)["count"])


def _author(session: Session, target: Target) -> uuid.UUID:
    email = f"bench-{uuid.uuid4().hex}@commontrace.auto"
    settings = target.settings
    return accounts.sign_up(session, settings.peppers[0], settings.key_environment, email, "Bench").contributor_id


def _row(corpus: Corpus, row: int, author: uuid.UUID, trust: float, created_at: datetime) -> dict[str, Any]:
    draft = corpus.drafts[row]
    texts = (draft.title, draft.context_text, draft.solution_text)
    tags = sorted(corpus.tags[row])
    return {
        "id": corpus.id_of(row),
        "contributor_id": author,
        "title": draft.title,
        "context_text": draft.context_text,
        "solution_text": draft.solution_text,
        "tags": tags,
        "metadata_json": {},
        "content_hash": rules.content_hash(*texts),
        "text_hash": rules.text_hash(rules.embedding_text(*texts)),
        "context_fingerprint": rules.context_fingerprint({}, tags, draft.solution_text) or None,
        "trust_score": trust,
        "created_at": created_at,
        "updated_at": created_at,
    }


def _text_hash(corpus: Corpus, row: int) -> bytes:
    draft = corpus.drafts[row]
    return rules.text_hash(rules.embedding_text(draft.title, draft.context_text, draft.solution_text))
