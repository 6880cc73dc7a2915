"""From outbox to index."""

import uuid

import pytest
from sqlalchemy import delete, text, update

from app.indexing import batch as batch_room
from app.outbox import service as outbox
from app.outbox.models import OutboxRow
from app.outbox.rules import REFUSALS_BEFORE_DEAD
from app.traces import rules
from app.traces import service as traces
from app.traces.models import Embedding, Trace, TraceUsage
from app.wiring import Services
from search.documents import Document
from tests.factories import draft
from tests.integration.conftest import with_embedder, work
from tests.integration.indexed import Broken, Recording, document, pending, submit


def test_a_submitted_trace_becomes_a_document(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor, title="Pool runs dry", tags=["Python"])
    assert work(parts) == 1
    found = document(parts, trace_id)
    assert found["_version"] == 1
    assert found["_source"]["title"] == "Pool runs dry"
    assert found["_source"]["tags"] == ["python"]
    assert found["_source"]["language"] == "python"
    assert pending(parts) == []
    with parts.database.reading() as session:
        trace = session.get_one(Trace, trace_id)
        space = parts.vector_space
        kept = session.get_one(Embedding, (trace.text_hash, space.model_id, space.model_version))
        assert (trace.embedding_model_id, trace.embedding_model_version) == (kept.model_id, kept.model_version)
        assert len(kept.vector) == 4 * parts.embedder.dim


def test_a_vote_or_a_flag_costs_no_second_embedding(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor)
    work(parts)
    recording = Recording(parts)
    with parts.database.transaction() as session:
        trace = session.get_one(Trace, trace_id)
        trace.trust_score = 0.5
        traces.touch(session, trace)
    assert work(with_embedder(parts, recording)) == 1
    assert recording.asked == []
    found = document(parts, trace_id)
    assert found["_version"] == 2
    assert found["_source"]["trust_factor"] > 1


def test_changed_text_is_embedded_again(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor)
    work(parts)
    recording = Recording(parts)
    with parts.database.transaction() as session:
        trace = session.get_one(Trace, trace_id)
        assert traces.revise(session, trace, contributor, draft(title="Quite another title"))
    work(with_embedder(parts, recording))
    whole, head = recording.asked
    assert whole.startswith(head)
    assert head.startswith("Quite another title\n")
    assert document(parts, trace_id)["_source"]["title"] == "Quite another title"


def test_an_older_write_never_wins(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor)
    work(parts)
    with parts.database.transaction() as session:
        session.execute(update(Trace).where(Trace.id == trace_id).values(index_version=9, title="newer"))
        outbox.publish(session, outbox.INDEX_TRACE, {trace_id: 9})
    work(parts)
    with parts.database.transaction() as session:
        session.execute(update(Trace).where(Trace.id == trace_id).values(index_version=3, title="older"))
        outbox.publish(session, outbox.INDEX_TRACE, {trace_id: 3})
    work(parts)
    assert document(parts, trace_id)["_source"]["title"] == "newer"
    assert pending(parts) == []


@pytest.mark.parametrize("visibility", [rules.REMOVED, rules.QUARANTINED, rules.UNDER_REVIEW])
def test_what_may_not_be_found_leaves_a_document_without_text(
    parts: Services, contributor: uuid.UUID, visibility: str
) -> None:
    trace_id = submit(parts, contributor)
    work(parts)
    with parts.database.transaction() as session:
        traces.set_visibility(session, trace_id, visibility)
    work(parts)
    assert document(parts, trace_id)["_source"] == {"visibility": visibility, "index_version": 2}
    with parts.database.transaction() as session:
        traces.set_visibility(session, trace_id, rules.VISIBLE)
    work(parts)
    assert "title" in document(parts, trace_id)["_source"]


def test_a_row_that_is_gone_leaves_no_ghost(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor)
    work(parts)
    with parts.database.transaction() as session:
        session.execute(delete(TraceUsage).where(TraceUsage.trace_id == trace_id))
        session.execute(delete(Trace).where(Trace.id == trace_id))
        outbox.publish(session, outbox.INDEX_TRACE, {trace_id: 2})
    work(parts)
    assert document(parts, trace_id)["_source"]["visibility"] == "removed"
    assert pending(parts) == []


def test_a_failing_embedder_leaves_the_work_due(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor)
    assert work(with_embedder(parts, Broken(parts))) == 0
    (row,) = pending(parts)
    assert (row.key, row.attempts, row.refusals) == (trace_id, 1, 0)
    assert row.last_error == "broken for a test"


def test_a_document_that_does_not_fit_blocks_nobody(parts: Services, contributor: uuid.UUID) -> None:
    poison, sound = submit(parts, contributor), submit(parts, contributor)
    with parts.database.transaction() as session:
        # Fits the column, but is longer than any term that an index takes.
        session.execute(update(Trace).where(Trace.id == poison).values(tags=["x" * 40_000]))
    for _ in range(REFUSALS_BEFORE_DEAD + 1):
        work(parts)
        with parts.database.transaction() as session:
            session.execute(update(OutboxRow).values(due_at=text("now()")))
    (row,) = pending(parts)
    assert row.key == poison
    assert row.dead_at is not None
    assert document(parts, sound)["_source"]["visibility"] == "visible"


def test_a_row_that_cannot_be_read_holds_up_nobody(
    parts: Services, contributor: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison, sound = submit(parts, contributor, title="poison"), submit(parts, contributor)
    made = batch_room.documents

    def documents(batch: batch_room.Batch) -> list[Document]:
        if any(trace.title == "poison" for trace in batch.traces):
            raise ValueError("nobody thought of this")
        return made(batch)

    monkeypatch.setattr(batch_room, "documents", documents)
    assert work(parts) == 1
    assert document(parts, sound)["found"]
    (row,) = pending(parts)
    assert (row.key, row.refusals) == (poison, 1)
    assert "nobody thought of this" in (row.last_error or "")


def test_a_model_is_not_noted_on_a_text_that_it_never_saw(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor)
    with parts.database.reading() as session:
        batch = batch_room.load(session, {trace_id: 1}, parts.vector_space)
    batch_room.embed_missing(batch, parts.embedder)
    with parts.database.transaction() as session:
        traces.revise(session, session.get_one(Trace, trace_id), contributor, draft(title="Changed meanwhile"))
    with parts.database.transaction() as session:
        batch_room.record_model(session, batch, parts.vector_space)
    with parts.database.reading() as session:
        assert session.get_one(Trace, trace_id).embedding_model_id is None
