"""The life of index generations, on real Elasticsearch."""

import uuid
from typing import Any

import pytest
from elasticsearch import NotFoundError
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from app.indexing import service as indexing
from app.indexing.models import IndexGeneration
from app.outbox import service as outbox
from app.traces import service as traces
from app.traces.models import Trace
from app.wiring import Services
from search.generations import VectorSpace, write_alias
from tests.integration.conftest import work
from tests.integration.indexed import document, ensure, live, pending, submit


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


def test_two_programs_never_change_generations_at_once(parts: Services) -> None:
    with parts.database.transaction() as other:
        other.execute(select(func.pg_advisory_xact_lock(indexing._LOCK)))
        with pytest.raises(OperationalError, match="lock timeout"):
            ensure(parts)
    assert ensure(parts)
