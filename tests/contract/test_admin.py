"""Routes for operators, as their dashboards call them."""

import hashlib
import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.factories import trace_body

READS: dict[str, set[str]] = {
    "analytics/summary": {"generated_at", "users", "traces", "votes", "amendments", "searches"},
    "analytics/timeline": {"days", "series"},
    "analytics/top-tags": {"tags"},
    "analytics/top-traces": {"traces"},
    "analytics/top-contributors": {"contributors"},
    "analytics/geo": {"countries"},
    "analytics/platforms": {"platforms", "versions", "sources"},
    "analytics/triggers": {"sessions_reported", "triggers"},
    "analytics/topics": {"window_days", "topics"},
    "analytics/assisted-resolution": {
        "window_days", "total_sessions", "sessions_with_counters", "searches_fired", "traces_consumed",
        "resolutions_total", "resolutions_assisted", "consumption_rate", "assisted_rate",
    },
    "analytics/knowledge-health": {
        "total_traces", "health_score", "trust", "temperature", "stale", "convergence", "relationships",
        "early_warning", "last_consolidation",
    },
    "analytics/misses": {"misses"},
    "admin/health": {"status", "admin"},
    "admin/users/recent": {"users"},
    "admin/signups/timeline": {"days", "series"},
    "admin/sessions/recent": {"sessions"},
    "admin/traces/recent": {"traces"},
    "admin/votes/recent": {"votes"},
    "admin/funnel": {"stages"},
    "admin/actions": {"actions", "next_before"},
}  # fmt: skip
"""Paths, and the members of their answers."""

CHANGES = [
    ("POST", "admin/invitations"),
    ("POST", f"admin/contributors/{uuid.uuid4()}"),
    ("DELETE", f"admin/users/{uuid.uuid4()}"),
    ("GET", f"admin/users/{uuid.uuid4()}"),
]


@pytest.fixture(scope="module")
def operator(anonymous: httpx.Client) -> Iterator[httpx.Client]:
    headers = {"X-Admin-Token": os.environ["ADMIN_DASHBOARD_TOKEN"]}
    with httpx.Client(base_url=anonymous.base_url.join("/api/v1/"), timeout=10, headers=headers) as client:
        yield client


@pytest.mark.parametrize("path", READS)
def test_operators_get_what_the_contract_says(operator: httpx.Client, path: str) -> None:
    answer = operator.get(path)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == READS[path]


@pytest.mark.parametrize(("method", "path"), [*(("GET", path) for path in READS), *CHANGES])
def test_nobody_else_does(operator: httpx.Client, api: httpx.Client, method: str, path: str) -> None:
    url = operator.base_url.join(path)
    # A body that is no JSON: who may not pass isn't told what is wrong with it.
    body = b"{" if method == "POST" else b""
    missing = httpx.request(method, url, content=body)
    wrong = httpx.request(method, url, content=body, headers={"X-Admin-Token": "wrong"})
    assert [(a.status_code, a.json()["detail"]) for a in (missing, wrong)] == [(401, "Invalid admin token")] * 2
    assert api.request(method, url, content=body).status_code == 403


def test_the_token_is_good_as_its_hash_too(operator: httpx.Client) -> None:
    digest = hashlib.sha256(operator.headers["X-Admin-Token"].encode()).hexdigest()
    assert operator.get("admin/health", headers={"X-Admin-Token": digest}).json() == {"status": "ok", "admin": True}


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("analytics/timeline?days=", 365),
        ("analytics/top-tags?limit=", 100),
        ("analytics/top-traces?limit=", 100),
        ("analytics/top-contributors?limit=", 100),
        ("analytics/topics?limit=", 50),
        ("analytics/misses?limit=", 1000),
        ("analytics/assisted-resolution?days=", 365),
        ("admin/users/recent?limit=", 500),
        ("admin/signups/timeline?days=", 365),
        ("admin/sessions/recent?limit=", 1000),
        ("admin/traces/recent?limit=", 200),
        ("admin/votes/recent?limit=", 500),
        ("admin/actions?limit=", 500),
    ],
)
def test_every_list_has_bounds(operator: httpx.Client, path: str, most: int) -> None:
    answers = [operator.get(f"{path}{value}") for value in (most, most + 1, 0, -1, "x", 10**30)]
    assert [answer.status_code for answer in answers] == [200, 422, 422, 422, 422, 422]
    assert operator.get(f"admin/actions?before={2**63}").status_code == 422


def test_what_was_saved_is_open_to_everybody(anonymous: httpx.Client, api: httpx.Client) -> None:
    def told() -> dict[str, Any]:
        answer = anonymous.get("/api/v1/analytics/savings").raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    before = told()
    event = {"minutes_saved": 2.5, "tokens_saved": 200_000, "event_type": "measured_recurrence"}
    assert api.post("/api/v1/telemetry/savings", json=event).status_code == 201
    after = told()
    assert after["event_count"] == before["event_count"] + 1
    assert after["total_tokens_saved"] == before["total_tokens_saved"] + 200_000
    assert after["total_minutes_saved"] == pytest.approx(before["total_minutes_saved"] + 2.5)
    assert after["total_usd_saved"] == pytest.approx(before["total_usd_saved"] + 1.0)


@pytest.mark.parametrize("who", ["x", "1", "00000000-0000-0000-0000-00000000000g", "%00"])
def test_an_id_that_is_none_is_told_apart_from_one_that_nobody_has(operator: httpx.Client, who: str) -> None:
    for method, path in (("GET", "admin/users"), ("DELETE", "admin/users"), ("POST", "admin/contributors")):
        odd = operator.request(method, f"{path}/{who}", json={})
        assert (odd.status_code, odd.json()["detail"]) == (422, "Invalid user id")
        assert operator.request(method, f"{path}/{uuid.uuid4()}", json={}).status_code == 404


@pytest.mark.parametrize(
    "body", [{"count": 0}, {"count": 101}, {"count": "2"}, {"door": "back"}, {"note": "n" * 256}, {"note": "\u0000"}]
)
def test_odd_invitations_are_refused(operator: httpx.Client, body: dict[str, Any]) -> None:
    assert operator.post("admin/invitations", json=body).status_code == 422


def test_a_trial_account_can_be_removed_and_a_contributor_can_not(
    operator: httpx.Client, sign_up: Callable[..., dict[str, Any]], api: httpx.Client
) -> None:
    email = f"trial-{uuid.uuid4().hex}@example.com"
    who = sign_up(email=email)["user_id"]
    assert operator.get(f"admin/users/{who}").json()["user"]["email"] == email
    assert operator.delete(f"admin/users/{who}").json() == {"deleted": who, "email": email}
    assert operator.get(f"admin/users/{who}").status_code == 404
    me = api.get("/api/v1/keys/verify").json()["user_id"]
    assert api.post("/api/v1/traces", json=trace_body()).status_code == 202
    refused = operator.delete(f"admin/users/{me}")
    assert refused.status_code == 409
    assert "User has activity and cannot be deleted" in refused.json()["detail"]
    assert operator.get("admin/actions", params={"limit": 1}).json()["actions"][0]["contributor_id"] == who
