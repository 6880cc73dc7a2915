"""Looking for near-duplicates on the real index and model: what is found, and what happens when it can't be had."""

import threading
import uuid
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import func, select, update

from app.indexing.live import LiveIndexCache
from app.indexing.near import NearestTraces
from app.traces import duplicates, rules, service
from app.traces.duplicates import REJECT, DuplicateCheck, Look, NearDuplicate
from app.traces.models import Embedding, Trace
from app.traces.vectors import embed_traces
from app.wiring import Services
from scripts.evaluation.duplicates import labelled
from scripts.library.files import FOLDER, read
from search.client import connect
from search.embeddings import Embedder, EmbedderUnavailable, Kind, Vectors
from tests.factories import draft
from tests.integration.conftest import work

REWORDED = replace(
    draft(),
    title="Postgres 15: permission denied for schema public when running migrations",
    context_text="Since the upgrade the app role can't create tables. ERROR: permission denied for schema public.",
    solution_text="PUBLIC has no CREATE right any more: GRANT CREATE ON SCHEMA public TO app.",
)
KNOWN = replace(
    REWORDED,
    title="ERROR: permission denied for schema public on PostgreSQL 15",
    context_text="CREATE TABLE fails for the role of the application after moving from 14 to 15.",
    solution_text="Run GRANT CREATE ON SCHEMA public TO app as superuser, in that database.",
)


def check(
    parts: Services, embedder: Embedder | None = None, budget_s: float = 5, url: str | None = None
) -> DuplicateCheck:
    live = LiveIndexCache(parts.database, parts.settings.index_prefix)
    client = connect(url) if url else parts.elasticsearch
    neighbours = NearestTraces(client, embedder or parts.embedder, live, budget_s)
    return DuplicateCheck(parts.database, neighbours, parts.settings.duplicate_threshold)


def store(parts: Services, contributor: uuid.UUID, content: service.Draft = KNOWN) -> uuid.UUID:
    with parts.database.transaction() as session:
        trace_id = service.submit(session, contributor, content).trace.id
    work(parts)
    return trace_id


class Other:
    """The model under another name, or with another behaviour."""

    def __init__(self, inner: Embedder) -> None:
        self.model_id, self.model_version = inner.model_id, inner.model_version
        self.dim, self.max_tokens = inner.dim, inner.max_tokens
        self._inner = inner
        self.calls = 0

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        self.calls += 1
        return self._inner.embed(texts, kind)


class Held(Other):
    """Gives nothing until it is let go."""

    def __init__(self, inner: Embedder) -> None:
        super().__init__(inner)
        self.go = threading.Event()

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        self.go.wait(30)
        return super().embed(texts, kind)


class Broken(Other):
    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        self.calls += 1
        raise EmbedderUnavailable("it is broken")


def test_the_same_in_other_words_is_found_with_its_exact_cosine(parts: Services, contributor: uuid.UUID) -> None:
    known = store(parts, contributor)
    for _ in range(3):
        store(parts, contributor, draft())
    look = check(parts).look(REWORDED, None)
    assert look.similar is not None
    assert [each.id for each in look.similar] == [known]
    one, other = embed_traces(parts.embedder, [(d.title, d.context_text, d.solution_text) for d in (KNOWN, REWORDED)])
    assert look.similar[0].score == pytest.approx(float(one @ other), abs=2e-4)
    assert look.similar[0].title == KNOWN.title


def test_the_worker_takes_the_vector_that_was_made(parts: Services, contributor: uuid.UUID) -> None:
    look = check(parts).look(REWORDED, None)
    assert look.similar == ()
    with parts.database.transaction() as session:
        outcome = duplicates.submit(session, contributor, REWORDED, None, look)
    with parts.database.reading() as session:
        kept = session.scalars(select(Embedding)).one()
    assert kept.text_hash == outcome.submitted.trace.text_hash
    assert np.array_equal(np.frombuffer(kept.vector, "<f4"), look.vector)
    # A worker whose embedder is broken can index it all the same.
    work(replace(parts, embedder=Broken(parts.embedder)))
    again = check(parts).look(replace(REWORDED, tags=["other"], title=f"{REWORDED.title} again"), None)
    assert [each.id for each in again.similar or ()] == [outcome.submitted.trace.id]


@pytest.mark.parametrize("visibility", [rules.UNDER_REVIEW, rules.QUARANTINED, rules.REMOVED])
def test_what_a_search_would_not_show_is_not_told(parts: Services, contributor: uuid.UUID, visibility: str) -> None:
    known = store(parts, contributor)
    with parts.database.transaction() as session:
        # The index still has it.
        session.execute(update(Trace).where(Trace.id == known).values(visibility=visibility))
    assert check(parts).look(REWORDED, None).similar == ()


def test_what_has_expired_or_is_superseded_now_is_not_told(parts: Services, contributor: uuid.UUID) -> None:
    known = store(parts, contributor)
    assert check(parts).look(REWORDED, known).similar == ()
    with parts.database.transaction() as session:
        session.execute(update(Trace).where(Trace.id == known).values(valid_until=func.now()))
    assert check(parts).look(REWORDED, None).similar == ()


def test_out_of_time_is_said_and_the_submission_goes_on(parts: Services, contributor: uuid.UUID) -> None:
    store(parts, contributor)
    held = Held(parts.embedder)
    look = check(parts, held, budget_s=0.05).look(REWORDED, None)
    assert (look, held.calls) == (Look(), 0)
    held.go.set()
    with parts.database.transaction() as session:
        assert duplicates.submit(session, contributor, REWORDED, None, look, REJECT).similar is None


def test_without_an_index_the_vector_is_still_kept(parts: Services, contributor: uuid.UUID) -> None:
    look = check(parts, url="http://127.0.0.1:1").look(REWORDED, None)
    assert look.similar is None
    assert look.vector is not None
    with parts.database.transaction() as session:
        duplicates.submit(session, contributor, REWORDED, None, look)
    with parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Embedding)) == 1


def test_a_broken_part_is_left_alone_after_a_while(parts: Services, contributor: uuid.UUID) -> None:
    store(parts, contributor)
    broken = Broken(parts.embedder)
    looking = check(parts, broken)
    for _ in range(8):
        assert looking.look(REWORDED, None) == Look()
    assert broken.calls == 5


def test_another_models_space_is_not_compared(parts: Services, contributor: uuid.UUID) -> None:
    store(parts, contributor)
    other = Other(parts.embedder)
    other.model_version = "another"
    assert check(parts, other).look(REWORDED, None) == Look(None, None, None)


def test_a_refusal_leaves_nothing(parts: Services, contributor: uuid.UUID) -> None:
    known = store(parts, contributor)
    look = check(parts).look(REWORDED, None)
    with pytest.raises(NearDuplicate) as refused, parts.database.transaction() as session:
        duplicates.submit(session, contributor, REWORDED, None, look, REJECT)
    assert refused.value.extra["similar"][0]["id"] == str(known)
    with parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Trace)) == 1
        assert session.scalar(select(func.count()).select_from(Embedding)) == 1


def test_the_threshold_suits_the_text_that_is_embedded(parts: Services) -> None:
    """A sample of the labelled pairs: what is embedded, or by what, may not change without a new threshold."""
    sample = labelled()[::4]
    texts = [text for _, _, text in sample]
    for slug, _, _ in sample:
        seed = read(FOLDER / f"{slug}.md").draft
        texts.append((seed.title, seed.context_text, seed.solution_text))
    vectors = embed_traces(parts.embedder, texts)
    told = (vectors[: len(sample)] * vectors[len(sample) :]).sum(axis=1) >= parts.settings.duplicate_threshold
    same = np.array([kind == "reworded" for _, kind, _ in sample])
    assert told[same].mean() >= 0.6
    assert told[~same].mean() <= 0.15
