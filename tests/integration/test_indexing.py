"""From outbox to index, and the life of index generations."""

import uuid
from collections.abc import Sequence
from typing import Any

import pytest
from elasticsearch import NotFoundError
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import OperationalError

from app.indexing import batch as batch_room
from app.indexing import service as indexing
from app.indexing.models import IndexGeneration
from app.outbox import service as outbox
from app.outbox.models import OutboxRow
from app.outbox.rules import REFUSALS_BEFORE_DEAD
from app.traces import rules
from app.traces import service as traces
from app.traces.models import Embedding, Trace, TraceUsage
from app.wiring import Services
from search.documents import Document
from search.embeddings import EmbedderUnavailable, Kind, Vectors
from search.generations import VectorSpace, write_alias
from tests.factories import draft
from tests.integration.conftest import with_embedder, work


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


def test_ensuring_twice_changes_nothing(parts: Services, contributor: uuid.UUID) -> None:
    submit(parts, contributor)
    work(parts)
    before = live(parts)
    assert ensure(parts) == before.name
    assert live(parts) == before
    assert pending(parts) == []


def test_a_lost_index_fills_up_again(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor)
    work(parts)
    parts.elasticsearch.indices.delete(index=live(parts).name)
    ensure(parts)
    assert work(parts) == 1
    assert document(parts, trace_id)["_source"]["visibility"] == "visible"


def test_a_rebuild_is_written_beside_the_live_index_and_then_takes_over(
    parts: Services, contributor: uuid.UUID
) -> None:
    first = submit(parts, contributor)
    work(parts)
    old = live(parts)
    new = ensure(parts, rebuild=True)
    assert new != old.name
    assert ensure(parts) == new, "a build under way is gone on with"
    assert live(parts) == old, "and is not read before it is full"
    second = submit(parts, contributor)
    assert document(parts, first)["_index"] == old.name
    assert indexing.activate_filled(parts.database, parts.elasticsearch, parts.settings.index_prefix) == []
    work(parts)
    for index in (old.name, new):
        for trace_id in (first, second):
            assert document(parts, trace_id, index)["_version"] == 1
    prefix = parts.settings.index_prefix
    assert indexing.activate_filled(parts.database, parts.elasticsearch, prefix) == [new]
    assert live(parts).name == new
    assert document(parts, first)["_index"] == new
    assert not parts.elasticsearch.indices.exists(index=old.name)


def test_work_leased_before_a_rebuild_began_is_done_again_for_the_new_index(
    parts: Services, contributor: uuid.UUID
) -> None:
    trace_id = submit(parts, contributor)
    with parts.database.transaction() as session:
        token = outbox.lease(session, outbox.INDEX_TRACE)
    assert token is not None
    new = ensure(parts, rebuild=True)
    with parts.database.reading() as session:
        assert outbox.held(session, token) == {}
    work(parts)
    assert document(parts, trace_id, new)["_version"] == 1


def test_an_index_of_another_database_is_never_read(parts: Services, contributor: uuid.UUID) -> None:
    trace_id = submit(parts, contributor)
    work(parts)
    before = live(parts)
    with parts.database.transaction() as session:
        # What a restore into a new database amounts to: the same rows, another identity, and no knowledge of indexes.
        session.execute(text("UPDATE installation SET database_id = gen_random_uuid()"))
        session.execute(text("TRUNCATE index_generations"))
    ensure(parts)
    after = live(parts)
    assert after.alias != before.alias
    assert after.name != before.name
    with pytest.raises(NotFoundError):
        document(parts, trace_id)
    work(parts)
    assert document(parts, trace_id)["_index"] == after.name


NO_VECTORS = VectorSpace("null", "0", 0)


def states(parts: Services) -> dict[str, str]:
    with parts.database.reading() as session:
        return {row.name: row.state for row in session.scalars(select(IndexGeneration))}


def activate_filled(parts: Services) -> list[str]:
    return indexing.activate_filled(parts.database, parts.elasticsearch, parts.settings.index_prefix)


def test_a_build_that_is_no_longer_wanted_is_given_up(parts: Services, contributor: uuid.UUID) -> None:
    submit(parts, contributor)
    work(parts)
    before = live(parts).name
    prefix = parts.settings.index_prefix
    unwanted = indexing.ensure(parts.database, parts.elasticsearch, prefix, NO_VECTORS)
    assert states(parts) == {before: "live", unwanted: "building"}
    assert ensure(parts) == before
    assert states(parts) == {before: "live", unwanted: "retired"}
    assert not parts.elasticsearch.indices.exists(index=unwanted)
    work(parts)
    assert activate_filled(parts) == []
    assert live(parts).name == before


def test_an_index_of_another_model_is_filled_without_its_vectors(parts: Services, contributor: uuid.UUID) -> None:
    first = submit(parts, contributor)
    work(parts)
    before = live(parts).name
    other = indexing.ensure(parts.database, parts.elasticsearch, parts.settings.index_prefix, NO_VECTORS)
    second = submit(parts, contributor)
    work(parts)
    assert pending(parts) == []
    for trace_id in (first, second):
        assert document(parts, trace_id, before)["found"]
        assert document(parts, trace_id, other)["found"]
    assert activate_filled(parts) == [other]


def test_an_index_that_lacks_a_document_does_not_take_over(parts: Services, contributor: uuid.UUID) -> None:
    made = [submit(parts, contributor) for _ in range(3)]
    work(parts)
    new = ensure(parts, rebuild=True)
    work(parts)
    parts.elasticsearch.delete(index=new, id=str(made[0]), refresh=True)
    ghost = uuid.uuid4()
    parts.elasticsearch.index(index=new, id=str(ghost), document={"visibility": "removed"}, refresh=True)
    assert activate_filled(parts) == [], "as many documents, but not the same"
    assert [row.key for row in pending(parts)] == [made[0]]
    with parts.database.transaction() as session:
        traces.touch(session, session.get_one(Trace, made[0]))
    work(parts)
    assert activate_filled(parts) == [new]


def test_a_start_that_was_cut_off_is_made_up_for(
    parts: Services, contributor: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace_id = submit(parts, contributor)
    work(parts)

    def die(*_: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(indexing, "publish_all", die)
        with pytest.raises(KeyboardInterrupt):
            ensure(parts, rebuild=True)
    assert activate_filled(parts) == [], "what was never filled isn't full"
    new = ensure(parts)
    work(parts)
    assert document(parts, trace_id, new)["found"]
    assert activate_filled(parts) == [new]


def test_a_write_never_makes_an_index(parts: Services, contributor: uuid.UUID) -> None:
    name = live(parts).name
    parts.elasticsearch.cluster.put_settings(persistent={"action.auto_create_index": "true"})
    try:
        parts.elasticsearch.indices.delete(index=name)
        submit(parts, contributor)
        assert work(parts) == 0
        assert not parts.elasticsearch.indices.exists(index=name)
        assert not parts.elasticsearch.indices.exists(index=write_alias(name))
    finally:
        parts.elasticsearch.cluster.put_settings(persistent={"action.auto_create_index": None})
    (row,) = pending(parts)
    assert (row.attempts, row.refusals) == (1, 0), "it is tried again when the index is back"


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


def test_two_programs_never_change_generations_at_once(parts: Services) -> None:
    with parts.database.transaction() as other:
        other.execute(select(func.pg_advisory_xact_lock(indexing._LOCK)))
        with pytest.raises(OperationalError, match="lock timeout"):
            ensure(parts)
    assert ensure(parts)


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
