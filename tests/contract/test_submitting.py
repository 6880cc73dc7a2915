"""Sending again, sending the same, sending at once."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.factories import trace_body

KEY = "Idempotency-Key"


def submit(api: httpx.Client, body: dict[str, Any], key: str | None = None) -> httpx.Response:
    return api.post("/api/v1/traces", json=body, headers={} if key is None else {KEY: key})


def test_a_request_sent_again_is_answered_the_same_and_not_done_again(api: httpx.Client) -> None:
    key, body = uuid.uuid4().hex, trace_body(tags=["Python"])
    first, again = submit(api, body, key), submit(api, body, key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert first.headers["Location"] == again.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"


def test_a_key_used_for_another_request_is_refused(api: httpx.Client) -> None:
    key = uuid.uuid4().hex
    assert submit(api, trace_body(), key).status_code == 202
    refused = submit(api, trace_body(), key)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")


def test_a_refused_request_may_be_mended_and_sent_with_the_same_key(api: httpx.Client) -> None:
    key = uuid.uuid4().hex
    assert submit(api, trace_body(title=""), key).status_code == 422
    assert submit(api, trace_body(), key).status_code == 202


def test_keys_of_two_contributors_have_nothing_to_do_with_each_other(
    api: httpx.Client, sign_up: Callable[..., dict[str, Any]]
) -> None:
    key = uuid.uuid4().hex
    other = {"X-API-Key": sign_up(email=f"{key}@example.com")["api_key"], KEY: key}
    mine = submit(api, trace_body(), key)
    theirs = api.post("/api/v1/traces", json=trace_body(), headers=other)
    assert theirs.status_code == 202
    assert theirs.json()["id"] != mine.json()["id"]


@pytest.mark.parametrize("key", ["k" * 256, ""])
def test_a_faulty_key_is_refused(api: httpx.Client, key: str) -> None:
    refused = submit(api, trace_body(), key)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == KEY


def test_fifty_at_once_with_one_key_make_one_trace(api: httpx.Client) -> None:
    key, body = uuid.uuid4().hex, trace_body()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: submit(api, body, key), range(50)))
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 202}) == 1
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json()["code"] == "idempotency_in_flight"
            assert answer.headers["Retry-After"] == "1"


def test_the_same_content_is_one_trace(api: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> None:
    body = trace_body()
    first = submit(api, body)
    reflowed = {**body, "title": f"  {body['title']}\n", "context_text": f"{body['context_text']} \r\n\r\n"}
    other = {"X-API-Key": sign_up(email=f"{uuid.uuid4().hex}@example.com")["api_key"]}
    again = api.post("/api/v1/traces", json=reflowed, headers=other)
    assert (first.status_code, first.json()["duplicate"]) == (202, False)
    assert again.status_code == 200
    assert again.json()["id"] == first.json()["id"]
    assert again.json()["duplicate"] is True
    assert again.json()["status"] == "pending"
    assert again.json()["message"]


def test_the_same_content_sent_at_once_is_one_trace(api: httpx.Client) -> None:
    body = trace_body()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: submit(api, body), range(32)))
    assert sorted(answer.status_code for answer in answers) == [200] * 31 + [202]
    assert len({answer.json()["id"] for answer in answers}) == 1
