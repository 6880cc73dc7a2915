"""Secrets are refused at the door, whichever field they come in."""

import random
import string
from typing import Any

import httpx
import pytest

from tests.factories import trace_body


def fake_token() -> str:
    """A token of the right shape that opens nothing."""
    return "ghp" + "_" + "".join(random.choices(string.ascii_letters + string.digits, k=36))


def places(secret: str) -> dict[str, dict[str, Any]]:
    prose = f"First line.\nThen I ran it with {secret} and it worked."
    return {
        "title": {"title": f"Push with {secret} is refused"},
        "context_text": {"context_text": prose},
        "solution_text": {"solution_text": f'```python\nlogin("{secret}")\n```'},
        "tags": {"tags": ["python", secret]},
        "metadata_json": {"metadata_json": {"environment": {"variables": [f"TOKEN={secret}"]}}},
        "agent_model": {"agent_model": secret},
        "agent_version": {"agent_version": secret},
        "watch_condition": {"watch_condition": f"when {secret} expires"},
    }


@pytest.mark.parametrize("field", places(""))
def test_a_secret_in_a_trace_is_refused_and_not_repeated(api: httpx.Client, field: str) -> None:
    secret = fake_token()
    answer = api.post("/api/v1/traces", json=trace_body(**places(secret)[field]))
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["detail"].startswith("Content rejected: ")
    assert field in problem["detail"]
    assert "GitHub" in problem["detail"]
    assert [fault["code"] for fault in problem["errors"]] == ["secret_detected"]
    assert secret not in answer.text
    nothing = api.post("/api/v1/traces/search", json={"q": secret, "limit": 5}).json()["results"]
    assert all(secret not in result["title"] + result["context_text"] for result in nothing)


def test_a_secret_as_a_name_is_refused(anonymous: httpx.Client) -> None:
    secret = fake_token()
    answer = anonymous.post("/api/v1/keys", json={"display_name": secret})
    assert answer.status_code == 422
    assert secret not in answer.text


def test_our_own_keys_are_secrets_too(api: httpx.Client) -> None:
    key = api.headers["X-API-Key"]
    answer = api.post("/api/v1/traces", json=trace_body(solution_text=f"Use curl -H 'X-API-Key: {key}'"))
    assert answer.status_code == 422
    assert key not in answer.text
