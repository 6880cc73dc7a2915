"""Edits of traces and the history that they make, on a real database."""

import uuid

from flask.testing import FlaskClient
from sqlalchemy import select

from app.amendments import history
from app.core.principal import CONTRIBUTE
from app.traces import editing
from app.traces import service as traces
from app.traces.models import Trace
from app.wiring import Services
from tests.factories import trace_body
from tests.integration.amending import edit, key, principal, submit
from tests.integration.voting import Submit, contributors

__all__ = ["submit"]


def test_an_edit_keeps_what_a_reader_is_not_told(parts: Services, client: FlaskClient) -> None:
    body = trace_body(metadata_json={"os": "linux"}, agent_model="a-model", watch_condition="python 4")
    where = client.post("/api/v1/traces", json=body).headers["Location"]
    tag = client.get(where).headers["ETag"]
    content = {name: body[name] for name in ("title", "context_text", "solution_text", "tags")}
    same = client.put(where, json=content, headers={"If-Match": tag})
    assert (same.status_code, same.headers["ETag"], same.get_json()["revision"]) == (200, tag, 1)
    content.pop("tags")
    changed = client.put(where, json={**content, "title": "Another"}, headers={"If-Match": tag})
    assert (changed.get_json()["revision"], changed.get_json()["tags"]) == (2, ["python"])
    with parts.database.reading() as session:
        trace = session.scalars(select(Trace)).one()
    assert (trace.metadata_json, trace.agent_model, trace.watch_condition) == ({"os": "linux"}, "a-model", "python 4")
    cleared = {**content, "tags": [], "metadata_json": None, "agent_model": None}
    assert client.put(where, json=cleared, headers={"If-Match": changed.headers["ETag"]}).get_json()["tags"] == []
    with parts.database.reading() as session:
        trace = session.scalars(select(Trace)).one()
    assert (trace.metadata_json, trace.agent_model, trace.watch_condition) == ({}, None, "python 4")


def test_a_vote_in_between_is_no_lost_update(parts: Services, client: FlaskClient) -> None:
    body = trace_body()
    where = client.post("/api/v1/traces", json=body).headers["Location"]
    tag = client.get(where).headers["ETag"]
    (voter,) = contributors(parts, 1)
    vote = client.post(f"{where}/votes", json={"vote_type": "up"}, headers=key(parts, voter, CONTRIBUTE))
    assert vote.status_code == 201
    assert client.get(where).headers["ETag"] != tag
    edited = client.put(where, json={**body, "title": "Edited"}, headers={"If-Match": tag})
    assert (edited.status_code, edited.get_json()["upvote_count"]) == (200, 1)
    assert client.put(where, json=body, headers={"If-Match": tag}).status_code == 412


def test_history_tells_every_step_by_pages(parts: Services, submit: Submit, contributor: uuid.UUID) -> None:
    trace_id = submit(solution_text="Step 0")
    for n in range(1, 5):
        edit(parts, principal(contributor), trace_id, None, solution_text=f"Step {n}")
    found: list[history.Step] = []
    before = None
    while True:
        with parts.database.reading() as session:
            rows = history.revisions(session, trace_id, before, 2)
        page = history.steps(rows, 2)
        found += page
        if len(rows) <= 2:
            break
        before = page[-1].revision
    assert [step.revision for step in found] == [5, 4, 3, 2, 1]
    assert [step.diff for step in found] == [
        *(f"--- solution_text\n+++ solution_text\n@@ -1 +1 @@\n-Step {n - 1}\n+Step {n}" for n in (4, 3, 2, 1)),
        None,
    ]


def test_votes_keep_the_revision_that_they_judged(parts: Services, client: FlaskClient) -> None:
    body = trace_body()
    where = client.post("/api/v1/traces", json=body).headers["Location"]
    (voter,) = contributors(parts, 1)
    client.post(f"{where}/votes", json={"vote_type": "up"}, headers=key(parts, voter, CONTRIBUTE))
    before = client.get(where)
    after = client.put(where, json={**body, "title": "Edited"}, headers={"If-Match": before.headers["ETag"]}).get_json()
    assert [vote["revision"] for vote in client.get(f"{where}/votes").get_json()["votes"]] == [1]
    assert after["trust_score"] == before.get_json()["trust_score"]


def test_drafts_hold_all_of_a_trace(parts: Services, submit: Submit, contributor: uuid.UUID) -> None:
    trace_id = submit(metadata_json={"n": 10**30, "x": 0.5}, tags=["b", "a"], tokens_to_resolution=7)
    with parts.database.transaction() as session:
        trace = editing.locked(session, trace_id)
        assert not traces.revise(session, trace, contributor, editing.draft_of(trace))
