"""The breaker before each kind of call: when it opens, what it answers meanwhile, and what doesn't open it."""

import asyncio
import time

from tests.contract.degrading import (
    BUSY_SLACK_S,
    CALLS,
    DEADLINES,
    ID,
    SLACK_S,
)
from tests.mcp_running import (
    answer,
    backend,
    drive,
    hangs,
    in_process,
    says,
    timed,
)


def test_an_open_breaker_answers_at_once_and_reads_and_writes_are_apart() -> None:
    async def work(client) -> None:
        for _ in range(5):
            result, _ = await timed(client, "search_traces", {"query": "x"})
            assert result.structured_content["reason"] == "timeout"
        asked = len(served.seen)
        took = []
        for _ in range(5):
            result, took_s = await timed(client, "list_tags", {})
            took.append(took_s)
            assert result.structured_content["reason"] == "circuit_open"
            assert 0 < result.structured_content["retry_after_s"] <= 60
        assert min(took) < SLACK_S
        assert len(served.seen) == asked
        result, _ = await timed(client, "vote_trace", CALLS["vote_trace"])
        assert result.structured_content["reason"] == "timeout"
        result, _ = await timed(client, "get_context", CALLS["get_context"])
        assert result.structured_content["reason"] == "timeout"

    with backend(hangs) as served:
        drive(in_process(served.url, **DEADLINES), work)


def test_after_a_while_one_probe_finds_that_it_works_again() -> None:
    async def work(client) -> None:
        for _ in range(5):
            await timed(client, "list_tags", {})
        assert (await timed(client, "list_tags", {}))[0].structured_content["reason"] == "circuit_open"
        served.behaviour = says(answer("200 OK", b'{"tags": ["python"]}'))
        asked, began = len(served.seen), time.monotonic()
        while True:
            results = await asyncio.gather(*(timed(client, "list_tags", {}) for _ in range(3)))
            told = [result.structured_content for result, _ in results]
            if any(each.get("reason") != "circuit_open" for each in told):
                break
            assert len(served.seen) == asked
            assert time.monotonic() - began < BUSY_SLACK_S
        assert sorted(each["degraded"] for each in told)[0] is False
        assert (await timed(client, "list_tags", {}))[0].structured_content["tags"] == ["python"]

    with backend(says(answer("500 Oops", b"{}"))) as served:
        drive(in_process(served.url, **DEADLINES | {"MCP_BREAKER_OPEN_SECONDS": "0.5"}), work)


def test_refusals_open_no_breaker() -> None:
    async def work(client) -> None:
        for _ in range(8):
            result, _ = await timed(client, "get_trace", {"trace_id": ID})
            assert result.is_error
            assert result.content[0].text == "[CommonTrace error] Trace not found (HTTP 404)"
            assert result.structured_content["degraded"] is False

    with backend(says(answer("404 Not Found", b'{"detail": "Trace not found"}'))) as served:
        drive(in_process(served.url, **DEADLINES), work)


def test_a_rate_limit_says_when_to_come_back_and_opens_no_breaker() -> None:
    async def work(client) -> None:
        for _ in range(8):
            result, _ = await timed(client, "search_traces", {"query": "x"})
            assert not result.is_error
            assert result.structured_content["reason"] == "rate_limited"
            assert result.structured_content["retry_after_s"] == 17
            assert result.structured_content["degraded"] is True
            assert "Try again in 17 s." in result.content[0].text

    with backend(says(answer("429 Too Many", b'{"detail": "Rate limit exceeded"}', "Retry-After: 17"))) as served:
        drive(in_process(served.url, **DEADLINES), work)
