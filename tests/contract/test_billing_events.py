"""Signed messages of a billing system, which shares a secret with the server."""

import hashlib
import hmac
import json
import os
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.contract.contributors import Contributor
from tests.own_api import own_api
from tests.waiting import until

EVENTS = "/api/v1/billing/events"
Send = Callable[..., httpx.Response]


@pytest.fixture
def contributor(anonymous: httpx.Client) -> Contributor:
    return Contributor(anonymous)


@pytest.fixture
def send(anonymous: httpx.Client) -> Send:
    def make(event: dict[str, Any], at: float = 0, secret: str = "", **headers: str) -> httpx.Response:
        body = json.dumps(event).encode()
        moment = int(time.time() + at)
        key = (secret or os.environ["BILLING_WEBHOOK_SECRET"]).encode()
        signature = hmac.new(key, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        signed = {"Commontrace-Signature": f"t={moment},v1={signature}"}
        return anonymous.post(EVENTS, content=body, headers={**signed, **headers})

    return make


def test_a_message_changes_a_plan_once_however_often_it_comes(contributor: Contributor, send: Send) -> None:
    event = _event(contributor)
    with ThreadPoolExecutor(8) as pool:
        answers = [answer.json() for answer in pool.map(lambda _: send(event), range(8))]
    assert sorted(answer["applied"] for answer in answers) == [False] * 7 + [True]
    assert {answer["plan"] for answer in answers} == {"pro"}
    until(lambda: contributor.plan() == "pro", "the plan has changed", within_s=2)
    told = [(c["actor"], c["event_id"]) for c in contributor.changes()]
    assert told == [("billing", event["id"])]


def test_an_old_message_undoes_nothing_that_came_later(contributor: Contributor, send: Send) -> None:
    upgrade = _event(contributor)
    send(upgrade)
    send(_event(contributor, plan="free"))
    assert send(upgrade).json() == {"applied": False, "plan": "free"}
    assert [c["new_plan"] for c in contributor.changes()] == ["free", "pro"]


def test_it_may_name_an_address(contributor: Contributor, send: Send) -> None:
    event = {"id": uuid.uuid4().hex, "email": contributor.email, "plan": "pro"}
    assert send(event).json() == {"applied": True, "plan": "pro"}


@pytest.mark.parametrize("at", [-301, -86_400, 330])
def test_one_of_another_time_is_refused(contributor: Contributor, send: Send, at: float) -> None:
    _check_refused(send(_event(contributor), at=at), contributor)


def test_one_that_is_signed_wrongly_is_refused(contributor: Contributor, send: Send) -> None:
    now = int(time.time())
    _check_refused(send(_event(contributor), secret="x" * 32), contributor)
    for odd in ("", "v1=", f"t={now}", f"t={now},v1={'0' * 64}", f"t=,v1={'0' * 64}", f"t={10**30},v1={'0' * 64}"):
        _check_refused(send(_event(contributor), **{"Commontrace-Signature": odd}), contributor)


def test_one_that_was_changed_on_its_way_is_refused(anonymous: httpx.Client, contributor: Contributor) -> None:
    body = json.dumps(_event(contributor, plan="free")).encode()
    moment = int(time.time())
    secret = os.environ["BILLING_WEBHOOK_SECRET"].encode()
    signature = hmac.new(secret, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    for content, at in ((body.replace(b"free", b"pro"), moment), (body, moment + 1)):
        headers = {"Commontrace-Signature": f"t={at},v1={signature}"}
        _check_refused(anonymous.post(EVENTS, content=content, headers=headers), contributor)


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"contributor_id": str(uuid.UUID(int=1))}, 404),
        ({"contributor_id": None, "email": "nobody@example.com"}, 404),
        ({"email": "both@example.com"}, 422),
        ({"contributor_id": None}, 422),
        ({"plan": "gold"}, 422),
        ({"plan": "anonymous"}, 409),
        ({"id": ""}, 422),
    ],
)
def test_one_that_makes_no_sense_changes_nothing(
    contributor: Contributor, send: Send, changed: dict[str, Any], status: int
) -> None:
    answer = send({**_event(contributor), **changed})
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert contributor.changes() == []


@pytest.fixture(scope="module")
def unattached() -> Iterator[str]:
    with own_api(BILLING_WEBHOOK_SECRET="") as url:
        yield url


def test_without_a_secret_none_is_heeded(unattached: str, contributor: Contributor) -> None:
    empty = hmac.new(b"", b"", hashlib.sha256).hexdigest()
    headers = {"Commontrace-Signature": f"t={int(time.time())},v1={empty}"}
    answer = httpx.post(unattached + EVENTS, json=_event(contributor), headers=headers)
    assert (answer.status_code, contributor.changes()) == (503, [])


def _event(contributor: Contributor, plan: str = "pro") -> dict[str, Any]:
    return {"id": uuid.uuid4().hex, "contributor_id": contributor.id, "plan": plan}


def _check_refused(answer: httpx.Response, contributor: Contributor) -> None:
    assert answer.status_code == 401, answer.text
    assert answer.json()["detail"] == "The signature is wrong, or its time is more than five minutes off"
    assert contributor.changes() == []
