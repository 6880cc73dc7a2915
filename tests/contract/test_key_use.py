"""What becomes of a key's use: the same allowance whichever way it is shown, and when it was used last."""

import os
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp.client import Client

from tests.mcp_running import drive, http_server, in_process
from tests.own_api import own_api
from tests.waiting import until, within_one_day

BURST = 12
PLANS = "\n".join(
    f'[{name}]\ntitle = "{name}"\nmax_keys = 9\npage_size = 9\n'
    f"read = {{ per_minute = 1, burst = {BURST}, monthly = 999 }}\n"
    f"write = {{ per_minute = 1, burst = {BURST}, monthly = 999 }}\n"
    for name in ("anonymous", "free", "pro", "unlimited")
)
"""A bucket fills by one in a minute, so that no call comes back during the test."""
NOBODY = str(uuid.UUID(int=1))
STATE = re.compile(r'"(?P<name>[a-z-]+)";r=(?P<left>\d+)')


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An API with plans that allow few calls."""
    plans = tmp_path_factory.mktemp("plans") / "plans.toml"
    plans.write_text(PLANS)
    with own_api(PLANS_FILE=str(plans)) as url:
        yield url


@pytest.fixture
def key(anonymous: httpx.Client) -> str:
    """Of a contributor whose plan is none that the environment has other rates for."""
    made = anonymous.post("/api/v1/keys", json={"email": f"{uuid.uuid4().hex}@commontrace.auto"}).json()
    path = f"/api/v1/admin/contributors/{made['user_id']}/plan"
    headers = {"X-Admin-Token": os.environ["ADMIN_DASHBOARD_TOKEN"]}
    assert anonymous.put(path, json={"plan": "pro"}, headers=headers).status_code == 200
    found: str = made["api_key"]
    return found


def _left(answer: httpx.Response) -> dict[str, int]:
    return {name: int(left) for name, left in STATE.findall(answer.headers["RateLimit"])}


@pytest.mark.parametrize("transport", ["http", "in process"])
def test_a_key_has_one_allowance_over_rest_and_mcp(slow: str, key: str, transport: str, tmp_path: Path) -> None:
    # With a new month its allowance would begin anew.
    within_one_day(room_s=60)
    headers = {"X-API-Key": key}

    async def three_reads_and_two_writes(client: Client) -> None:
        for tool, arguments in (
            ("list_tags", {}),
            ("search_traces", {"query": "pool"}),
            ("get_trace", {"trace_id": NOBODY}),
            ("vote_trace", {"trace_id": NOBODY, "vote_type": "up"}),
            ("report_outcome", {"trace_id": NOBODY, "result": "worked"}),
        ):
            result = await client.call_tool(tool, arguments)
            assert result.structured_content["degraded"] is False, result

    async def the_rest(client: Client) -> None:
        for _ in range(BURST - 5):
            assert (await client.call_tool("list_tags", {})).structured_content["degraded"] is False
        refused = (await client.call_tool("list_tags", {})).structured_content
        assert refused["reason"] == "rate_limited"
        assert 0 < refused["retry_after_s"] <= 60

    def run(work: Callable[[Client], Any]) -> None:
        if transport == "in process":
            drive(in_process(slow, key), work, key)
        else:
            with http_server(slow, tmp_path / "log") as url:
                drive(url, work, key)

    with httpx.Client(base_url=f"{slow}/api/v1/", headers=headers, timeout=20) as rest:
        assert _left(rest.get("tags")) == {"read": BURST - 1, "read-month": 998}
        run(three_reads_and_two_writes)
        assert _left(rest.get("tags")) == {"read": BURST - 5, "read-month": 994}
        assert _left(rest.delete(f"traces/{NOBODY}/votes")) == {"write": BURST - 3, "write-month": 996}
        run(the_rest)
        refused = rest.get("tags")
        assert (refused.status_code, refused.json()["code"], _left(refused)["read"]) == (429, "rate_limited", 0)


def test_a_call_tells_when_a_key_was_used_last(anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> None:
    first = {"X-API-Key": sign_up(email=f"{uuid.uuid4().hex}@commontrace.auto")["api_key"]}
    used, idle = (anonymous.post("/api/v1/keys", json={}, headers=first).json() for _ in range(2))

    def last_used() -> dict[str, str | None]:
        keys = anonymous.get("/api/v1/keys", headers=first).json()["keys"]
        return {key["id"]: key["last_used_at"] for key in keys}

    assert last_used()[used["key_id"]] is None
    before = datetime.now(UTC)
    assert anonymous.get("/api/v1/tags", headers={"X-API-Key": used["api_key"]}).status_code == 200
    until(lambda: last_used()[used["key_id"]] is not None, "the use is written", within_s=10)
    told = last_used()
    assert before <= datetime.fromisoformat(str(told[used["key_id"]])) <= datetime.now(UTC)
    assert told[idle["key_id"]] is None
