"""The running stack, spoken to over HTTP alone, as any client would."""

import os
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from tests.waiting import until


@pytest.fixture(scope="session")
def anonymous() -> Iterator[httpx.Client]:
    """A client without a key."""
    if "COMMONTRACE_API_BASE_URL" not in os.environ:
        pytest.fail("contract tests need a running stack: run them with 'make test ARGS=tests/contract'")
    with httpx.Client(base_url=os.environ["COMMONTRACE_API_BASE_URL"], timeout=10) as client:
        yield client


@pytest.fixture(scope="session")
def sign_up(anonymous: httpx.Client) -> Callable[..., dict[str, Any]]:
    def make(**body: Any) -> dict[str, Any]:
        answer = anonymous.post("/api/v1/keys", json=body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    return make


@pytest.fixture(scope="session")
def api(anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> Iterator[httpx.Client]:
    """A client whose key may contribute."""
    made = sign_up(email=f"agent-{uuid.uuid4().hex[:8]}@commontrace.auto", display_name="Claude Code Agent")
    with httpx.Client(base_url=anonymous.base_url, timeout=10, headers={"X-API-Key": made["api_key"]}) as client:
        yield client


@pytest.fixture(scope="session")
def contribute(api: httpx.Client) -> Callable[..., str]:
    """Submit a trace and wait until a search finds it; returns its id."""

    def make(**body: Any) -> str:
        answer = api.post("/api/v1/traces", json=body)
        assert answer.status_code == 202, answer.text
        trace_id: str = answer.json()["id"]

        def found() -> bool:
            results = api.post("/api/v1/traces/search", json={"q": body["title"], "limit": 50}).json()["results"]
            return any(result["id"] == trace_id for result in results)

        until(found, f"{trace_id} can be found")
        return trace_id

    return make
