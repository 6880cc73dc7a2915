"""Flags and decisions on a real database and index."""

import uuid
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Text, cast, select

from app.amendments import history
from app.amendments import service as amendments
from app.core.db import Base
from app.core.errors import Conflict, NotFound
from app.core.principal import MODERATE
from app.moderation import service
from app.traces import editing, reading, rules
from app.traces import service as traces
from app.traces.models import Trace
from app.wiring import Services
from tests.factories import draft, trace_body
from tests.integration.amending import key, principal
from tests.integration.conftest import work
from tests.integration.test_search import ids, search
from tests.integration.voting import contributors


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


SECRET_NAME = "Jane Doe of Main Street"


def test_what_was_edited_out_can_be_taken_out_of_the_history(parts: Services, contributor: uuid.UUID) -> None:
    moderator, helper = contributors(parts, 2)
    leaking = draft(title="A leak", metadata_json={"who": SECRET_NAME}, tags=["python"])
    with parts.database.transaction() as session:
        trace_id = traces.submit(session, contributor, leaking).trace.id
        proposal = amendments.Proposal(f"Ask {SECRET_NAME}.", f"{SECRET_NAME} knows.")
        proposed = amendments.propose(session, helper, trace_id, proposal)
    with parts.database.transaction() as session:
        amendments.accept(session, principal(contributor), trace_id, proposed.id)
    with parts.database.transaction() as session:
        clean = {"solution_text": "Close it.", "metadata_json": {}}
        editing.edit(session, principal(contributor), trace_id, None, clean)
    with parts.database.transaction() as session, pytest.raises(Conflict, match="edit it first"):
        service.redact(session, moderator, trace_id, 3, None)
    with parts.database.transaction() as session, pytest.raises(NotFound, match=r"^Revision not found$"):
        service.redact(session, moderator, trace_id, 4, None)
    for _ in range(2):
        with parts.database.transaction() as session:
            service.redact(session, moderator, trace_id, 2, "a name")
    with parts.database.reading() as session:
        steps = history.steps(history.revisions(session, trace_id, None, 10), 10)
        assert [(step.revision, step.is_redacted, step.diff) for step in steps] == [
            (3, False, None),
            (2, True, None),
            (1, False, None),
        ]
        told = amendments.amendments_of(session, trace_id, None, None, 10).rows
        assert [(one.status, one.improved_solution, one.explanation) for one in told] == [("accepted", "", "")]
        (decision,) = service.decisions(session, trace_id)
        assert (decision.action, decision.revision, decision.reason) == ("redacted", 2, "a name")
    with parts.database.transaction() as session:
        service.redact(session, moderator, trace_id, 1, None)
    with parts.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(select(cast(table.table_valued(), Text))).scalars()
            assert not [row for row in rows if SECRET_NAME in row], table.name


def test_what_was_redacted_does_not_come_back(parts: Services, contributor: uuid.UUID) -> None:
    (moderator,) = contributors(parts, 1)
    leaking = draft(title="A leak")
    with parts.database.transaction() as session:
        trace_id = traces.submit(session, contributor, leaking).trace.id
    with parts.database.transaction() as session:
        editing.edit(session, principal(contributor), trace_id, None, {"title": "Mended"})
        service.redact(session, moderator, trace_id, 1, None)
    with parts.database.transaction() as session:
        again = traces.submit(session, contributor, leaking).trace
        assert again.visibility == rules.UNDER_REVIEW
        assert [entry["id"] for entry in service.flagged(session, 10, 0)] == [again.id]
        traces.set_visibility(session, again.id, rules.REMOVED)
    with parts.database.transaction() as session:
        editing.edit(session, principal(contributor), trace_id, None, {"title": "A leak"})
        assert session.get_one(Trace, trace_id).visibility == rules.UNDER_REVIEW


def test_what_was_removed_does_not_come_back_by_being_sent_again(parts: Services, contributor: uuid.UUID) -> None:
    same = draft()
    (moderator,) = contributors(parts, 1)
    with parts.database.transaction() as session:
        gone = traces.submit(session, contributor, same).trace
    with parts.database.transaction() as session:
        # What it said when it was removed, and before.
        editing.edit(session, principal(contributor), gone.id, None, {"title": "Another"})
        service.remove(session, moderator, gone.id, "spam")
    with parts.database.transaction() as session:
        for draft_ in (same, replace(same, title="Another")):
            again = traces.submit(session, contributor, draft_)
            assert (again.duplicate, again.trace.visibility) == (False, rules.UNDER_REVIEW)


def test_only_moderators_redact(client: FlaskClient, parts: Services, contributor: uuid.UUID) -> None:
    where = client.post("/api/v1/traces", json=trace_body(title="A leak")).headers["Location"]
    trace_id = where.rpartition("/")[2]
    body = trace_body(title="Mended")
    assert client.put(where, json=body, headers={"If-Match": "*"}).status_code == 200
    path = f"/api/v1/moderation/traces/{trace_id}/revisions/1"
    assert client.delete(path).status_code == 403
    headers = key(parts, contributor, MODERATE)
    assert client.delete(path.replace("revisions/1", "revisions/99999999999"), headers=headers).status_code == 404
    answer = client.delete(path, headers=headers, query_string={"reason": "a name"})
    assert (answer.status_code, answer.json) == (200, {"redacted": True, "trace_id": trace_id, "revision": 1})
    shown = client.get(f"{where}/history").json
    assert [entry["is_redacted"] for entry in shown["revisions"]] == [False, True]  # type: ignore[index]
    decided = client.get(f"/api/v1/moderation/traces/{trace_id}/decisions", headers=headers).json
    assert [(one["action"], one["revision"]) for one in decided["decisions"]] == [("redacted", 1)]  # type: ignore[index]
