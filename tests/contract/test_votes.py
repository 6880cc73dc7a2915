"""Votes, outcomes, reputation and flags as the v1 contract and its additions say."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.factories import trace_body
from tests.waiting import until

Contribute = Callable[..., str]


@pytest.fixture
def other(anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> Iterator[httpx.Client]:
    made = sign_up(email=f"voter-{uuid.uuid4().hex[:8]}@example.com", display_name="Voter")
    headers = {"X-API-Key": made["api_key"], "X-Test-User": made["user_id"]}
    with httpx.Client(base_url=anonymous.base_url, timeout=10, headers=headers) as client:
        yield client


@pytest.fixture
def trace_id(contribute: Contribute) -> str:
    return contribute(**trace_body(title=f"Judged {uuid.uuid4().hex}", tags=["python"]))


def test_a_vote_is_cast_changed_and_withdrawn(api: httpx.Client, other: httpx.Client, trace_id: str) -> None:
    path = f"/api/v1/traces/{trace_id}/votes"
    answer = other.post(path, json={"vote_type": "up", "feedback_text": "helped", "voter_context": {"os": "linux"}})
    assert answer.status_code == 201, answer.text
    cast = answer.json()
    assert {"id", "trace_id", "voter_id", "vote_type", "feedback_tag", "feedback_text", "created_at"} <= cast.keys()
    assert (cast["trace_id"], cast["vote_type"], cast["weight"]) == (trace_id, "up", 0.1)
    again = other.post(path, json={"vote_type": "up"})
    assert (again.status_code, again.json()["detail"]) == (409, "Already voted on this trace")
    own = api.post(path, json={"vote_type": "up"})
    assert (own.status_code, own.json()["detail"]) == (403, "Cannot vote on your own trace")

    changed = other.put(path, json={"vote_type": "down", "feedback_tag": "outdated"})
    assert (changed.status_code, changed.json()["feedback_tag"]) == (200, "outdated")
    shown = api.get(f"/api/v1/traces/{trace_id}").json()
    assert (shown["upvote_count"], shown["downvote_count"]) == (0, 1)
    assert shown["trust_score"] < 0
    listed = api.get(path).json()
    assert [vote["vote_type"] for vote in listed["votes"]] == ["down"]

    assert other.delete(path).status_code == 204
    assert other.delete(path).status_code == 404
    assert api.get(f"/api/v1/traces/{trace_id}").json()["trust_score"] == 0


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"vote_type": "sideways"}, "vote_type must be 'up' or 'down'"),
        ({"vote_type": "down"}, "A downvote requires a feedback_tag from: "),
        ({"vote_type": "down", "feedback_tag": "rude"}, "['outdated', 'security_concern', 'spam', 'wrong']"),
        ({}, "vote_type"),
        ({"vote_type": "up", "feedback_text": "x" * 5001}, "feedback_text"),
        ({"vote_type": "up", "voter_context": []}, "voter_context"),
    ],
)
def test_a_faulty_vote_is_refused(other: httpx.Client, trace_id: str, body: dict[str, Any], detail: str) -> None:
    answer = other.post(f"/api/v1/traces/{trace_id}/votes", json=body)
    assert answer.status_code == 422
    assert detail in answer.json()["detail"]


def test_secrets_in_feedback_are_refused(other: httpx.Client, trace_id: str) -> None:
    secret = "ghp_" + uuid.uuid4().hex + uuid.uuid4().hex[:8]
    for path, body in (
        ("votes", {"vote_type": "up", "feedback_text": f"use {secret}"}),
        ("outcomes", {"result": "worked", "note": f"with {secret}"}),
        ("flag", {"category": "spam", "reason": secret}),
    ):
        answer = other.post(f"/api/v1/traces/{trace_id}/{path}", json=body)
        assert (answer.status_code, secret in answer.text) == (422, False), path


def test_without_an_address_nobody_judges(
    anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]], trace_id: str
) -> None:
    headers = {"X-API-Key": sign_up()["api_key"]}
    for path, body in (("votes", {"vote_type": "up"}), ("outcomes", {"result": "worked"})):
        answer = anonymous.post(f"/api/v1/traces/{trace_id}/{path}", json=body, headers=headers)
        assert (answer.status_code, "Email" in answer.json()["detail"]) == (403, True)


def test_an_outcome_is_told_and_validates(
    api: httpx.Client, other: httpx.Client, trace_id: str, sign_up: Callable[..., dict[str, Any]]
) -> None:
    path = f"/api/v1/traces/{trace_id}/outcomes"
    environment = {"language": "python", "versions": {"python": "3.13"}, "os": "linux"}
    answer = other.post(path, json={"result": "worked", "environment": environment, "note": "at once"})
    assert answer.status_code == 201, answer.text
    assert other.post(path, json={"result": "perhaps"}).status_code == 422
    second = {"X-API-Key": sign_up(email=f"{uuid.uuid4().hex}@example.com")["api_key"]}
    assert httpx.post(f"{api.base_url}{path}", json={"result": "worked"}, headers=second).status_code == 201
    shown = api.get(f"/api/v1/traces/{trace_id}").json()
    assert shown["outcomes"]["summary"] == "worked for 2 of 2, last today"
    assert shown["status"] == "validated"
    assert [each["result"] for each in api.get(path, params={"limit": 1}).json()["outcomes"]] == ["worked"]

    def ranked() -> bool:
        body = {"q": shown["title"], "limit": 1}
        (result,) = api.post("/api/v1/traces/search", json=body).json()["results"]
        return bool(result["outcomes"]["worked"] == 2)

    until(ranked, "the search shows the outcomes")


def test_reputation_follows(api: httpx.Client, other: httpx.Client, trace_id: str) -> None:
    author = api.get(f"/api/v1/traces/{trace_id}").json()["contributor_id"]
    path = f"/api/v1/contributors/{author}/reputation"
    before = api.get(path).json()
    other.post(f"/api/v1/traces/{trace_id}/votes", json={"vote_type": "up"})
    after = api.get(path).json()
    assert after["user_id"] == author
    assert after["overall_wilson_score"] >= before["overall_wilson_score"]
    (python,) = [domain for domain in after["domains"] if domain["domain_tag"] == "python"]
    assert set(python) == {"domain_tag", "wilson_score", "upvote_count", "downvote_count"}
    events = api.get(f"{path}/history", params={"limit": 2}).json()
    assert {event["domain"] for event in events["events"]} == {"python", None}
    assert all(event["by_newcomer"] and event["positive"] == 0.1 for event in events["events"])
    leaders = api.get("/api/v1/contributors/leaderboard", params={"domain": "python"}).json()
    assert author in [leader["user_id"] for leader in leaders["leaders"]]
    missing = api.get(f"/api/v1/contributors/{uuid.uuid4()}/reputation")
    assert (missing.status_code, missing.json()["detail"]) == (404, "Contributor not found")


def test_a_flag_is_queued_and_hides_nothing(api: httpx.Client, other: httpx.Client, trace_id: str) -> None:
    body = {"category": "incorrect", "reason": "the flag does not exist"}
    first = other.post(f"/api/v1/traces/{trace_id}/flag", json=body)
    assert (first.status_code, first.json()) == (200, {"trace_id": trace_id, "flagged": True, "category": "incorrect"})
    again = other.post(f"/api/v1/traces/{trace_id}/flag", json=body)
    assert again.json()["message"] == "You have already flagged this trace"
    shown = api.get(f"/api/v1/traces/{trace_id}").json()
    assert shown["is_flagged"] is True
    found = api.post("/api/v1/traces/search", json={"q": shown["title"], "limit": 1}).json()["results"]
    assert found[0]["id"] == trace_id
    for answer in (
        other.get("/api/v1/moderation/flagged"),
        other.delete(f"/api/v1/moderation/traces/{trace_id}"),
        other.post(f"/api/v1/moderation/traces/{trace_id}/dismiss", json={"reason": "fine"}),
    ):
        assert answer.status_code == 403
