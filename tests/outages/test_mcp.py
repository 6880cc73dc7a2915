"""Agents go on while the real API is stopped, hung or killed behind the MCP server, and find it again by themselves."""

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp.client import Client

from tests.factories import trace_body
from tests.mcp_running import drive, http_server, stdio_server
from tests.outages.conftest import RECOVERY_S, Stack

READ_S, WRITE_S = 0.2, 2.0
SLACK_S = 0.05
TRIES = 8
SETTINGS = {
    "MCP_READ_DEADLINE_MS": "200",
    "MCP_WRITE_DEADLINE_MS": "2000",
    "MCP_CONTEXT_DEADLINE_MS": "1000",
    # Soon again, so that each kind of outage is met by calls that are made and by calls that aren't.
    "MCP_BREAKER_OPEN_SECONDS": "1",
}
READS: dict[str, dict[str, Any]] = {"search_traces": {"query": "pool"}, "list_tags": {}}


async def _degraded(client: Client, tool: str, arguments: dict[str, Any], within_s: float) -> None:
    """Always a normal result, and in time as soon as the machine has time for it."""
    for _ in range(TRIES):
        started = time.perf_counter()
        result = await client.call_tool(tool, arguments)
        took_s = time.perf_counter() - started
        assert not result.is_error
        assert result.structured_content["degraded"] is True
        if took_s < within_s + SLACK_S:
            return
    raise AssertionError(f"{tool} took {took_s:.3f} s")


async def _whole_again(client: Client) -> None:
    deadline = time.monotonic() + RECOVERY_S
    while time.monotonic() < deadline:
        if not (await client.call_tool("list_tags", {})).structured_content["degraded"]:
            return
        await asyncio.sleep(0.2)
    raise AssertionError("it stays degraded")


@pytest.mark.parametrize("transport", ["http", "stdio"])
@pytest.mark.parametrize("outage", ["down", "hung"])
def test_every_answer_comes_in_time_and_the_next_after_the_outage_is_whole(
    stack: Stack, api: httpx.Client, tmp_path: Path, outage: str, transport: str
) -> None:
    base_url, key = os.environ["COMMONTRACE_API_BASE_URL"], api.headers["X-API-Key"]

    async def work(client: Client) -> None:
        await _whole_again(client)
        with getattr(stack, outage)("api"):
            for _ in range(4):
                for tool, arguments in READS.items():
                    await _degraded(client, tool, arguments, READ_S)
            await _degraded(client, "contribute_trace", trace_body(), WRITE_S)
        await _whole_again(client)

    if transport == "stdio":
        drive(stdio_server(base_url, key, **SETTINGS), work)
        return
    with http_server(base_url, tmp_path / "log", **SETTINGS) as url:
        drive(url, work, key)


def test_a_contribution_sent_again_after_the_api_was_killed_is_one_trace(stack: Stack, api: httpx.Client) -> None:
    base_url, key = os.environ["COMMONTRACE_API_BASE_URL"], api.headers["X-API-Key"]
    body = trace_body()

    async def work(client: Client) -> None:
        await _whole_again(client)
        first = asyncio.create_task(client.call_tool("contribute_trace", body))
        await asyncio.sleep(0)
        stack.kill("api")
        assert not (await first).is_error
        deadline = time.monotonic() + RECOVERY_S
        ids: list[str] = []
        while len(ids) < 3 and time.monotonic() < deadline:
            result = (await client.call_tool("contribute_trace", body)).structured_content
            ids += [result["id"]] if "id" in result else []
            await asyncio.sleep(0.2)
        assert len(ids) == 3
        assert len(set(ids)) == 1
        matching = api.post("/api/v1/traces/search", json={"q": body["title"], "limit": 50}).json()["results"]
        assert [each["id"] for each in matching if each["title"] == body["title"]] in ([], ids[:1])

    drive(stdio_server(base_url, key, **SETTINGS), work)
