"""What clients report of themselves, in the words of existing clients."""

import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

INSTALL = {"platform": "Claude Code", "skill_version": "0.6.0", "install_source": "plugin"}
TRIGGERS = {
    "trigger_stats": {"bash_error": {"fired": 1, "consumed": 1, "rate": 1.0}},
    "session_id": "s1",
    "searches_fired": 1,
    "traces_consumed": 1,
    "resolutions_total": 1,
    "resolutions_assisted": 1,
}
SAVINGS = {"minutes_saved": 1.5, "tokens_saved": 1000, "event_type": "proxy_consumption"}


@pytest.fixture
def mine(anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> Iterator[httpx.Client]:
    """A client of somebody without an e-mail, as the skill has it after its first run."""
    made = sign_up()
    where = anonymous.base_url.join("/api/v1/telemetry/")
    with httpx.Client(base_url=where, timeout=10, headers={"X-API-Key": made["api_key"]}) as client:
        client.headers["X-Request-ID"] = made["user_id"]
        yield client


@pytest.fixture
def seen(anonymous: httpx.Client, mine: httpx.Client) -> Callable[[], dict[str, Any]]:
    """What an operator sees of them."""

    def look() -> dict[str, Any]:
        headers = {"X-Admin-Token": os.environ["ADMIN_DASHBOARD_TOKEN"]}
        answer = anonymous.get(f"/api/v1/admin/users/{mine.headers['X-Request-ID']}", headers=headers)
        user: dict[str, Any] = answer.raise_for_status().json()["user"]
        return user

    return look


def test_an_install_is_kept_and_the_next_takes_its_place(
    mine: httpx.Client, seen: Callable[[], dict[str, Any]]
) -> None:
    answer = mine.post("install", json=INSTALL)
    assert (answer.status_code, answer.json()) == (201, {"status": "ok"})
    assert {name: seen()[name] for name in INSTALL} == INSTALL
    mine.post("install", json={"platform": "Another"})
    told = seen()
    assert (told["platform"], told["skill_version"], told["install_source"]) == ("Another", None, None)


def test_nobody_is_believed_where_they_are_without_a_proxy_of_ours(
    mine: httpx.Client, seen: Callable[[], dict[str, Any]]
) -> None:
    headers = {"CF-IPCountry": "NL", "X-Vercel-IP-Country": "NL", "X-Country-Code": "NL", "X-Forwarded-For": "1.1.1.1"}
    assert mine.post("install", json=INSTALL, headers=headers).status_code == 201
    assert seen()["country_code"] is None


def test_a_ping_says_that_a_client_is_in_use(mine: httpx.Client, seen: Callable[[], dict[str, Any]]) -> None:
    mine.post("install", json=INSTALL)
    before = seen()["last_seen_at"]
    answer = mine.post("ping", json={})
    assert (answer.status_code, answer.content) == (204, b"")
    after = seen()
    assert after["last_seen_at"] > before
    assert after["platform"] == "Claude Code"


def test_the_last_report_of_a_session_counts(mine: httpx.Client, anonymous: httpx.Client) -> None:
    session = uuid.uuid4().hex
    for fired in (1, 2):
        stats = {"bash_error": {"fired": fired, "consumed": 1, "rate": 1.0}}
        answer = mine.post("triggers", json={**TRIGGERS, "session_id": session, "trigger_stats": stats})
        assert (answer.status_code, answer.json()) == (201, {"status": "ok"})
    headers = {"X-Admin-Token": os.environ["ADMIN_DASHBOARD_TOKEN"]}
    shown = anonymous.get("/api/v1/admin/sessions/recent", params={"limit": 1000}, headers=headers).json()["sessions"]
    reports = [row for row in shown if row["session_id"] == session]
    assert [row["stats"]["bash_error"]["fired"] for row in reports] == [2]


def test_two_clients_may_call_a_session_alike(mine: httpx.Client, api: httpx.Client, anonymous: httpx.Client) -> None:
    session = uuid.uuid4().hex
    for client, path in ((mine, "triggers"), (api, "/api/v1/telemetry/triggers")):
        assert client.post(path, json={**TRIGGERS, "session_id": session}).status_code == 201
    headers = {"X-Admin-Token": os.environ["ADMIN_DASHBOARD_TOKEN"]}
    shown = anonymous.get("/api/v1/admin/sessions/recent", params={"limit": 1000}, headers=headers).json()["sessions"]
    assert len({row["id"] for row in shown if row["session_id"] == session}) == 2


@pytest.mark.parametrize("body", [{}, dict.fromkeys(INSTALL), {**INSTALL, "more": [1]}])
def test_an_install_may_say_little_or_more(mine: httpx.Client, body: dict[str, Any]) -> None:
    assert mine.post("install", json=body).status_code == 201


@pytest.mark.parametrize(
    ("path", "good", "odd"),
    [
        ("install", INSTALL, {"platform": "p" * 51}),
        ("install", INSTALL, {"skill_version": "v" * 21}),
        ("install", INSTALL, {"install_source": 5}),
        ("install", INSTALL, {"platform": "\u0000"}),
        ("triggers", TRIGGERS, {"session_id": ""}),
        ("triggers", TRIGGERS, {"session_id": "s" * 101}),
        ("triggers", TRIGGERS, {"session_id": None}),
        ("triggers", TRIGGERS, {"trigger_stats": []}),
        ("triggers", TRIGGERS, {"trigger_stats": {"a": "x" * 10_001}}),
        ("triggers", TRIGGERS, {"trigger_stats": {"\u0000": 1}}),
        ("triggers", TRIGGERS, {"searches_fired": -1}),
        ("triggers", TRIGGERS, {"searches_fired": 2**31}),
        ("triggers", TRIGGERS, {"traces_consumed": 1.5}),
        ("triggers", TRIGGERS, {"resolutions_total": "many"}),
        ("savings", SAVINGS, {"minutes_saved": -0.1}),
        ("savings", SAVINGS, {"minutes_saved": 120.1}),
        ("savings", SAVINGS, {"tokens_saved": 5_000_001}),
        ("savings", SAVINGS, {"tokens_saved": None}),
        ("savings", SAVINGS, {"event_type": "guess"}),
        ("savings", SAVINGS, {"who": "me"}),
    ],
)
def test_odd_reports_are_refused(mine: httpx.Client, path: str, good: dict[str, Any], odd: dict[str, Any]) -> None:
    assert mine.post(path, json=good).status_code == 201
    answer = mine.post(path, json={**good, **odd})
    assert answer.status_code == 422, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    (name,) = odd
    assert answer.json()["errors"][0]["field"].startswith(name)


@pytest.mark.parametrize(("path", "body"), [("triggers", "{"), ("savings", "[]"), ("ping", "null"), ("install", "")])
def test_what_is_no_object_is_refused(mine: httpx.Client, path: str, body: str) -> None:
    assert mine.post(path, content=body).status_code == 422


@pytest.mark.parametrize("path", ["install", "ping", "triggers", "savings"])
def test_reports_take_a_key(mine: httpx.Client, anonymous: httpx.Client, path: str) -> None:
    assert anonymous.post(f"/api/v1/telemetry/{path}", json={}).status_code == 401


def test_a_key_that_only_reads_reports_no_results(mine: httpx.Client, api: httpx.Client) -> None:
    made = api.post("/api/v1/keys", json={"scopes": ["read"]}).json()
    headers = {"X-API-Key": made["api_key"]}
    statuses = [
        mine.post(path, json=body, headers=headers).status_code
        for path, body in (("install", INSTALL), ("ping", {}), ("triggers", TRIGGERS), ("savings", SAVINGS))
    ]
    assert statuses == [201, 204, 403, 403]
    assert api.delete(f"/api/v1/keys/{made['key_id']}").status_code == 204


def test_install_and_ping_count_against_no_limit(mine: httpx.Client) -> None:
    for path, body in (("install", INSTALL), ("ping", {})):
        assert "RateLimit" not in mine.post(path, json=body).headers
    assert "RateLimit" in mine.post("triggers", json=TRIGGERS).headers
