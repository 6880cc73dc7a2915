"""What a submission is told of what is there already in other words, and what it may ask to be done then."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.factories import trace_body

Contribute = Callable[..., str]
SIMILAR = {"id", "title", "score", "status", "trust_score"}

KNOWN = {
    "title": "Reloading a React Router page gives nginx 404",
    "context_text": "Clicking around works, but pressing F5 on /users/7 shows 404 Not Found nginx.",
    "solution_text": "Use try_files $uri $uri/ /index.html; in location / so that unknown paths get the app shell.",
}
REWORDED = {
    "title": "nginx answers 404 when I refresh a deep link of my React Router app",
    "context_text": "Navigating inside of the app is fine; hitting reload on /users/7 brings up the nginx 404 page.",
    "solution_text": "In location / write try_files $uri $uri/ /index.html; then nginx serves the app for any path.",
}


def marked(parts: dict[str, str]) -> dict[str, Any]:
    """Text of this run's own that says the same: tests must not find what earlier ones submitted to the letter."""
    return {**parts, "context_text": f"{parts['context_text']} Ticket {uuid.uuid4().hex[:6]}."}


@pytest.fixture(scope="module")
def known(contribute: Contribute) -> str:
    return contribute(**marked(KNOWN))


def submit(api: httpx.Client, parts: dict[str, str], **more: Any) -> httpx.Response:
    return api.post("/api/v1/traces", json={**marked(parts), **more})


def test_by_default_it_is_accepted_and_told(api: httpx.Client, known: str) -> None:
    answer = submit(api, REWORDED)
    assert answer.status_code == 202
    told = answer.json()
    assert (told["status"], told["duplicate"], told["linked"]) == ("pending", False, [])
    assert all(set(each) == SIMILAR for each in told["similar"])
    assert told["similar"]
    scores = [each["score"] for each in told["similar"]]
    assert scores == sorted(scores, reverse=True)
    assert 0.78 <= scores[-1] <= scores[0] <= 1


def test_what_is_about_something_else_is_not_told(api: httpx.Client, known: str) -> None:
    parts = {
        "title": f"Sourdough {uuid.uuid4().hex}",
        "context_text": "The dough stays flat in winter.",
        "solution_text": "Let it rise longer, near the stove.",
    }
    assert known not in [each["id"] for each in submit(api, parts).json()["similar"]]


def test_reject_refuses_with_what_is_there_and_stores_nothing(api: httpx.Client, known: str) -> None:
    body = {**marked(REWORDED), "on_duplicate": "reject"}
    refused = api.post("/api/v1/traces", json=body, headers={"Idempotency-Key": uuid.uuid4().hex})
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (409, "near_duplicate")
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert problem["similar"][0]["id"] in problem["detail"]
    assert all(set(each) == SIMILAR for each in problem["similar"])
    # To the letter it isn't there, or it would be answered 200.
    assert api.post("/api/v1/traces", json={**body, "on_duplicate": "ignore"}).status_code == 202


def test_what_is_there_to_the_letter_is_never_refused(api: httpx.Client, contribute: Contribute) -> None:
    body = marked(KNOWN)
    first = contribute(**body)
    again = api.post("/api/v1/traces", json={**body, "on_duplicate": "reject"})
    assert (again.status_code, again.json()["id"], again.json()["similar"]) == (200, first, None)


def test_link_relates_it_to_what_is_there(api: httpx.Client, known: str) -> None:
    told = submit(api, REWORDED, on_duplicate="link").json()
    assert told["linked"] == [each["id"] for each in told["similar"]]
    links = api.get(f"/api/v1/traces/{told['id']}/links").json()["links"]
    assert {(link["id"], link["relationship_type"]) for link in links} == {(key, "RELATED") for key in told["linked"]}
    assert [link["strength"] for link in links] == [each["score"] for each in told["similar"]]


def test_who_does_not_want_to_wait_is_told_nothing(api: httpx.Client, known: str) -> None:
    told = submit(api, REWORDED, on_duplicate="ignore").json()
    assert (told["similar"], told["linked"]) == (None, [])


def test_what_it_supersedes_is_not_held_against_it(api: httpx.Client, contribute: Contribute) -> None:
    old = contribute(**marked({**KNOWN, "title": "Vue Router deep link: nginx 404 on reload"}))
    body = {**REWORDED, "title": "Vue Router deep link: nginx 404 on refresh"}
    told = submit(api, body, supersedes_trace_id=old)
    assert told.status_code == 202
    assert old not in [each["id"] for each in told.json()["similar"]]


def test_an_unknown_wish_is_refused(api: httpx.Client) -> None:
    refused = api.post("/api/v1/traces", json=trace_body(on_duplicate="merge"))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "on_duplicate"


def test_the_same_from_two_contributors_at_once_is_one_trace(
    api: httpx.Client, sign_up: Callable[..., dict[str, Any]]
) -> None:
    body = trace_body()
    keys = [api.headers["X-API-Key"], sign_up(email=f"{uuid.uuid4().hex}@example.com")["api_key"]]

    def send(number: int) -> httpx.Response:
        return api.post("/api/v1/traces", json=body, headers={"X-API-Key": keys[number % 2]})

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(24)))
    assert sorted(answer.status_code for answer in answers) == [200] * 23 + [202]
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_the_answers_are_described(anonymous: httpx.Client) -> None:
    described = anonymous.get("/openapi.json").json()
    responses = described["paths"]["/api/v1/traces"]["post"]["responses"]
    assert responses["409"]["content"]["application/problem+json"]["schema"] == {
        "$ref": "#/components/schemas/NearDuplicateOut"
    }
    schemas = described["components"]["schemas"]
    assert set(schemas["SimilarOut"]["properties"]) == SIMILAR
    assert {"similar", "linked"} <= set(schemas["TraceAcceptedOut"]["properties"])
