import uuid
from typing import Any

import pytest
from elasticsearch import NotFoundError
from sqlalchemy import select, update

from app.indexing import service as indexing
from app.indexing.reconcile import AHEAD, BEHIND, GHOST, MISSING, faults, reconcile
from app.outbox import service as outbox
from app.outbox.models import OutboxRow
from app.traces import service as traces
from app.traces.models import Trace
from app.wiring import Services
from search.audit import findable
from tests.factories import document, draft
from tests.integration.conftest import work


@pytest.fixture
def made(parts: Services, contributor: uuid.UUID) -> list[uuid.UUID]:
    """Ten indexed traces."""
    with parts.database.transaction() as session:
        ids = [traces.submit(session, contributor, draft()).trace.id for _ in range(10)]
    work(parts)
    return ids


def index(parts: Services) -> str:
    with parts.database.reading() as session:
        (row,) = indexing.writable(session)
    return row.name


def run(parts: Services) -> dict[str, int]:
    return dict(reconcile(parts.database, parts.elasticsearch))


def get(parts: Services, trace_id: uuid.UUID) -> dict[str, Any]:
    found: dict[str, Any] = parts.elasticsearch.get(index=index(parts), id=str(trace_id)).body
    return found


@pytest.mark.parametrize(("row", "held", "fault"), [(3, None, MISSING), (3, 2, BEHIND), (3, 4, AHEAD), (3, 3, None)])
def test_what_is_wrong_with_a_document(row: int, held: int | None, fault: str | None) -> None:
    key = uuid.uuid4()
    assert faults({key: row}, {} if held is None else {key: held}) == ({key: fault} if fault else {})


def test_stores_that_agree_are_left_alone(parts: Services, made: list[uuid.UUID]) -> None:
    assert run(parts) == {}
    with parts.database.reading() as session:
        assert outbox.count_pending(session, outbox.INDEX_TRACE) == 0


def test_what_is_pending_is_not_a_fault(parts: Services, made: list[uuid.UUID]) -> None:
    with parts.database.transaction() as session:
        traces.touch(session, session.get_one(Trace, made[0]))
    assert run(parts) == {}


def test_missing_wrong_and_ghost_documents_are_mended(parts: Services, made: list[uuid.UUID]) -> None:
    name, client = index(parts), parts.elasticsearch
    for trace_id in made[:2]:
        client.delete(index=name, id=str(trace_id))
    with parts.database.transaction() as session:
        session.execute(update(Trace).where(Trace.id == made[2]).values(index_version=5))
    ghost = document()
    client.index(index=name, id=str(ghost.id), document=ghost.source(), refresh=True)
    assert run(parts) == {MISSING: 2, BEHIND: 1, GHOST: 1}
    work(parts)
    assert run(parts) == {}
    assert get(parts, made[2])["_version"] == 6
    with pytest.raises(NotFoundError):
        get(parts, ghost.id)
    assert {key for page in findable(client, name) for key in page} == set(made)


def test_a_database_set_back_in_time_wins_over_a_newer_index(parts: Services, made: list[uuid.UUID]) -> None:
    with parts.database.transaction() as session:
        trace = session.get_one(Trace, made[0])
        for n in range(5):
            traces.revise(session, trace, trace.contributor_id, draft(title=f"Later {n}"))
    work(parts)
    with parts.database.transaction() as session:
        session.execute(update(Trace).where(Trace.id == made[0]).values(index_version=2, title="As restored"))
        session.execute(OutboxRow.__table__.delete())  # type: ignore[attr-defined]
    assert run(parts) == {AHEAD: 1}
    work(parts)
    assert get(parts, made[0])["_source"]["title"] == "As restored"
    assert run(parts) == {}


def test_dead_work_can_be_tried_again(parts: Services, made: list[uuid.UUID]) -> None:
    with parts.database.transaction() as session:
        outbox.publish(session, outbox.INDEX_TRACE, {made[0]: 1, made[1]: 1})
        session.execute(update(OutboxRow).values(dead_at=OutboxRow.created_at, refusals=5, last_error="why"))
    with parts.database.reading() as session:
        assert {(row.key, row.last_error) for row in outbox.list_dead(session)} == {(made[0], "why"), (made[1], "why")}
    with parts.database.transaction() as session:
        assert outbox.retry_dead(session, [made[0]]) == 1
    assert work(parts) == 1
    with parts.database.transaction() as session:
        assert outbox.retry_dead(session) == 1
    assert work(parts) == 1
    with parts.database.reading() as session:
        assert session.scalars(select(OutboxRow)).all() == []
