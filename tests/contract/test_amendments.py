"""Amendments, edits and history, as clients see them."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.contract.test_safety import fake_token
from tests.contract.v1 import TIME, UUID
from tests.factories import trace_body
from tests.waiting import until

BETTER = {"improved_solution": "Give the pool a limit.", "explanation": "Closing alone leaves it without bound."}
Key = dict[str, str]


@pytest.fixture(scope="session")
def helper(sign_up: Callable[..., dict[str, Any]]) -> Key:
    return {"X-API-Key": sign_up(email=f"helper-{uuid.uuid4().hex[:8]}@example.com")["api_key"]}


@pytest.fixture
def where(api: httpx.Client) -> str:
    """The path of a new trace."""
    location: str = api.post("/api/v1/traces", json=trace_body()).headers["Location"]
    return location


def test_an_amendment_is_proposed_listed_and_accepted(api: httpx.Client, helper: Key, where: str) -> None:
    made = api.post(f"{where}/amendments", json=BETTER, headers=helper)
    assert made.status_code == 201
    amendment = made.json()
    assert {name: amendment[name] for name in BETTER} == BETTER
    assert where.endswith(amendment["original_trace_id"])
    assert (amendment["status"], amendment["base_revision"]) == ("pending", 1)
    assert UUID.fullmatch(amendment["id"])
    assert UUID.fullmatch(amendment["submitter_id"])
    assert TIME.fullmatch(amendment["created_at"])
    assert api.get(f"{where}/amendments").json() == {"amendments": [amendment], "next_before": None}
    theirs = f"{where}/amendments/{amendment['id']}"
    assert api.post(f"{theirs}/accept", headers=helper).status_code == 403
    accepted = api.post(f"{theirs}/accept")
    assert (accepted.status_code, accepted.json()["status"], accepted.json()["made_revision"]) == (200, "accepted", 2)
    assert api.get(where).json()["solution_text"] == BETTER["improved_solution"]
    for again in (api.post(f"{theirs}/accept"), api.post(f"{theirs}/reject", json={"reason": "No."})):
        assert (again.status_code, again.json()["detail"]) == (409, "This amendment is accepted already")
    assert api.delete(theirs, headers=helper).status_code == 409
    credit = api.get(f"/api/v1/contributors/{amendment['submitter_id']}/reputation/history").json()["events"][0]
    assert (credit["source"], credit["source_id"], credit["positive"]) == ("amendment", amendment["id"], 0.1)

    def found() -> bool:
        query = {"q": BETTER["improved_solution"], "limit": 50}
        return amendment["original_trace_id"] in {
            result["id"]
            for result in api.post("/api/v1/traces/search", json=query).json()["results"]
            if result["solution_text"] == BETTER["improved_solution"]
        }

    until(found, "the new solution is found")


def test_amendments_are_listed_by_status_and_page(api: httpx.Client, helper: Key, where: str) -> None:
    made = [
        api.post(f"{where}/amendments", json={**BETTER, "improved_solution": f"Way {n}"}, headers=helper).json()["id"]
        for n in range(3)
    ]
    rejected = api.post(f"{where}/amendments/{made[0]}/reject", json={"reason": "It is slower."}).json()
    assert (rejected["status"], rejected["reason"]) == ("rejected", "It is slower.")
    assert api.delete(f"{where}/amendments/{made[1]}").status_code == 403
    first = api.get(f"{where}/amendments", params={"limit": 2}).json()
    assert [one["id"] for one in first["amendments"]] == [made[2], made[1]]
    rest = api.get(f"{where}/amendments", params={"limit": 2, "before": first["next_before"]}).json()
    assert ([one["id"] for one in rest["amendments"]], rest["next_before"]) == ([made[0]], None)
    assert api.delete(f"{where}/amendments/{made[1]}", headers=helper).status_code == 204
    for status, expected in (("pending", [made[2]]), ("rejected", [made[0]]), ("accepted", [])):
        listed = api.get(f"{where}/amendments", params={"status": status}).json()["amendments"]
        assert [one["id"] for one in listed] == expected
    assert api.get(f"{where}/amendments", params={"status": "other"}).status_code == 422


def test_an_amendment_of_an_earlier_revision_is_refused(api: httpx.Client, helper: Key, where: str) -> None:
    one, two = (
        api.post(f"{where}/amendments", json={**BETTER, "improved_solution": f"Way {n}"}, headers=helper).json()["id"]
        for n in range(2)
    )
    assert api.post(f"{where}/amendments/{one}/accept").status_code == 200
    late = api.post(f"{where}/amendments/{two}/accept")
    assert late.status_code == 409
    assert late.json()["detail"].endswith("amend the present revision")


@pytest.mark.parametrize(
    "change",
    [
        {"improved_solution": ""},
        {"improved_solution": "x" * 50_001},
        {"improved_solution": None},
        {"explanation": " "},
        {"explanation": "x" * 5_001},
    ],
)
def test_a_faulty_amendment_is_refused(api: httpx.Client, where: str, change: dict[str, Any]) -> None:
    answer = api.post(f"{where}/amendments", json={**BETTER, **change})
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] == list(change)


def test_secrets_are_refused_in_everything_that_is_kept(api: httpx.Client, where: str) -> None:
    secret = fake_token()
    pending = api.post(f"{where}/amendments", json=BETTER).json()["id"]
    tag = {"If-Match": api.get(where).headers["ETag"]}
    for answer in (
        api.post(f"{where}/amendments", json={**BETTER, "improved_solution": f"Use {secret}"}),
        api.post(f"{where}/amendments", json={**BETTER, "explanation": f"Use {secret}"}),
        api.post(f"{where}/amendments/{pending}/reject", json={"reason": f"Use {secret}"}),
        api.put(where, json=trace_body(metadata_json={"token": secret}), headers=tag),
    ):
        assert answer.status_code == 422
        assert [fault["code"] for fault in answer.json()["errors"]] == ["secret_detected"]
        assert secret not in answer.text


def test_who_may_not_amend(anonymous: httpx.Client, api: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> None:
    where = f"/api/v1/traces/{uuid.uuid4()}"
    assert anonymous.post(f"{where}/amendments", json=BETTER).status_code == 401
    nameless = api.post(f"{where}/amendments", json=BETTER, headers={"X-API-Key": sign_up()["api_key"]})
    assert nameless.status_code == 403
    assert nameless.json()["detail"].startswith("Email registration required")
    missing = [
        api.post(f"{where}/amendments", json=BETTER),
        api.get(f"{where}/amendments"),
        api.get(f"{where}/history"),
        api.post(f"{where}/amendments/{uuid.uuid4()}/accept"),
        api.put(where, json=trace_body(), headers={"If-Match": 'W/"1.1"'}),
    ]
    assert {(answer.status_code, answer.json()["detail"]) for answer in missing} == {(404, "Trace not found")}


def test_an_amendment_sent_again_is_made_once(api: httpx.Client, helper: Key, where: str) -> None:
    headers = helper | {"Idempotency-Key": uuid.uuid4().hex}
    first, again = (api.post(f"{where}/amendments", json=BETTER, headers=headers) for _ in range(2))
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(api.get(f"{where}/amendments").json()["amendments"]) == 1


def test_a_trace_is_edited_by_who_has_read_it(api: httpx.Client, helper: Key, where: str) -> None:
    read = api.get(where)
    tag = {"If-Match": read.headers["ETag"]}
    body = {name: read.json()[name] for name in ("title", "context_text", "solution_text", "tags")}
    blind = api.put(where, json=body)
    assert (blind.status_code, blind.json()["code"]) == (428, "precondition_required")
    assert api.put(where, json=body, headers=helper | tag).status_code == 403
    same = api.put(where, json=body, headers=tag)
    assert (same.status_code, same.json(), same.headers["ETag"]) == (200, read.json(), tag["If-Match"])
    edited = api.put(where, json={**body, "title": "Edited", "tags": ["Rust"]}, headers=tag)
    assert (edited.json()["title"], edited.json()["tags"], edited.json()["revision"]) == ("Edited", ["rust"], 2)
    now = api.get(where)
    assert (now.json(), now.headers["ETag"]) == (edited.json(), edited.headers["ETag"])
    late = api.put(where, json=body, headers=tag)
    assert (late.status_code, late.json()["code"]) == (412, "precondition_failed")
    assert api.put(where, json={**body, "title": ""}, headers=tag).status_code == 422


def test_history_tells_what_changed_by_whom(api: httpx.Client, helper: Key, where: str) -> None:
    first = api.get(where)
    body = {name: first.json()[name] for name in ("title", "context_text", "solution_text")}
    api.put(where, json={**body, "tags": ["rust"]}, headers={"If-Match": first.headers["ETag"]})
    amendment = api.post(f"{where}/amendments", json=BETTER, headers=helper).json()
    api.post(f"{where}/amendments/{amendment['id']}/accept")
    page = api.get(f"{where}/history", params={"limit": 2}).json()
    third, second = page["revisions"]
    assert (third["revision"], third["editor_id"]) == (3, amendment["submitter_id"])
    assert third["diff"].startswith("--- solution_text\n+++ solution_text\n@@ -1 +1 @@\n-Close what case ")
    assert third["diff"].endswith("+Give the pool a limit.")
    assert second["diff"] == "--- tags\n+++ tags\n@@ -1 +1 @@\n-python\n+rust"
    rest = api.get(f"{where}/history", params={"before": page["next_before"]}).json()
    (oldest,) = rest["revisions"]
    assert (oldest["revision"], oldest["diff"], rest["next_before"]) == (1, None, None)
    assert oldest["editor_id"] == first.json()["contributor_id"]
    assert TIME.fullmatch(oldest["created_at"])
    assert api.get(f"{where}/history", params={"limit": 51}).status_code == 422


def test_the_description_lists_the_routes(anonymous: httpx.Client) -> None:
    described = anonymous.get("/openapi.json").json()
    one = "/api/v1/traces/{trace_id}"
    deciding = {f"{one}/amendments/{{amendment_id}}{act}" for act in ("", "/accept", "/reject")}
    assert {f"{one}/amendments", f"{one}/history", *deciding} <= described["paths"].keys()
    put = described["paths"][one]["put"]
    assert [(p["name"], p["required"]) for p in put["parameters"]] == [("If-Match", True)]
    fields = described["components"]["schemas"]["TraceEditIn"]
    assert sorted(fields["required"]) == ["context_text", "solution_text", "title"]
    assert "supersedes_trace_id" not in fields["properties"]
    assert not [name for name, field in fields["properties"].items() if "default" in field]
