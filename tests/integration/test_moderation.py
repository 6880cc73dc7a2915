"""Flags and decisions on a real database and index."""

import uuid

import pytest

from app.core.errors import NotFound
from app.moderation import service
from app.traces import reading
from app.traces import service as traces
from app.wiring import Services
from tests.factories import draft
from tests.integration.conftest import work
from tests.integration.test_search import ids, search
from tests.integration.test_votes import contributors


@pytest.fixture
def trace_id(parts: Services, contributor: uuid.UUID) -> uuid.UUID:
    with parts.database.transaction() as session:
        return traces.submit(session, contributor, draft(title="A doubtful thing")).trace.id


def flag(parts: Services, who: uuid.UUID, trace_id: uuid.UUID, reason: str = "wrong") -> bool:
    with parts.database.transaction() as session:
        return service.flag(session, who, trace_id, "incorrect", reason)


def test_flags_queue_until_dismissed(parts: Services, trace_id: uuid.UUID, contributor: uuid.UUID) -> None:
    one, two, moderator = contributors(parts, 3)
    assert [flag(parts, one, trace_id), flag(parts, two, trace_id, "bad"), flag(parts, one, trace_id)] == [
        True,
        True,
        False,
    ]
    with parts.database.transaction() as session:
        other = traces.submit(session, contributor, draft(title="Another")).trace.id
    flag(parts, one, other)
    with parts.database.reading() as session:
        queue = service.flagged(session, 10, 0)
        assert [entry["id"] for entry in queue] == [other, trace_id]
        assert [each["reason"] for each in queue[1]["flags"]] == ["bad", "wrong"]
        assert [entry["id"] for entry in service.flagged(session, 1, 1)] == [trace_id]
    with parts.database.transaction() as session:
        assert service.dismiss(session, moderator, trace_id, "it is right") == 2
    with parts.database.reading() as session:
        assert [entry["id"] for entry in service.flagged(session, 10, 0)] == [other]
        assert reading.read(session, trace_id)["is_flagged"] is False
        (decision,) = service.decisions(session, trace_id)
        assert (decision.action, decision.reason, decision.flags_resolved) == ("dismissed", "it is right", 2)


def test_what_is_removed_is_gone_at_once_and_its_document_follows(parts: Services, trace_id: uuid.UUID) -> None:
    flagger, moderator = contributors(parts, 2)
    flag(parts, flagger, trace_id)
    assert ids(search(parts, "a doubtful thing")) == [trace_id]
    with parts.database.transaction() as session:
        service.remove(session, moderator, trace_id, "spam")
    with parts.database.reading() as session:
        with pytest.raises(NotFound):
            reading.read(session, trace_id)
        assert service.flagged(session, 10, 0) == []
        assert [decision.action for decision in service.decisions(session, trace_id)] == ["removed"]
    assert ids(search(parts, "a doubtful thing")) == []
    work(parts)
    found = parts.elasticsearch.search(index=f"{parts.settings.index_prefix}-*", query={"match": {"title": "doubtful"}})
    assert found["hits"]["total"]["value"] == 0
    with parts.database.transaction() as session, pytest.raises(NotFound):
        service.remove(session, moderator, trace_id, None)
