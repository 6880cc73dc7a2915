"""Whatever the backend does, an agent gets a normal result in time. The backends are loopback servers; no stack."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from mcp.client.stdio import StdioServerParameters

from tests.mcp_running import (
    KEY,
    answer,
    backend,
    connected,
    drips,
    drive,
    hangs,
    hangs_up,
    http_server,
    in_process,
    never_ends,
    says,
    stdio_server,
    timed,
)

READ_S, WRITE_S, CONTEXT_S = 0.2, 0.3, 0.25
"""Of these servers. Writes have two seconds by default; waiting for them fully would only cost time."""
SLACK_S = 0.05
"""What our own work may take beyond the deadline."""
BUSY_SLACK_S = 3.0
"""What a busy machine may add to any single call; the best of TRIES is held to SLACK_S beside what a call costs."""
TRIES = 8

DEADLINES = {
    "MCP_READ_DEADLINE_MS": "200",
    "MCP_WRITE_DEADLINE_MS": "300",
    "MCP_CONTEXT_DEADLINE_MS": "250",
    # Never half open within a test.
    "MCP_BREAKER_OPEN_SECONDS": "60",
}

ID = "5b6a1f2e-0000-4000-8000-0123456789ab"
CONTRIBUTION = {"title": "t", "context_text": "c", "solution_text": "s"}
CALLS = {
    "search_traces": {"query": "x"},
    "get_trace": {"trace_id": ID},
    "get_context": {"task": "x"},
    "contribute_trace": CONTRIBUTION,
    "vote_trace": {"trace_id": ID, "vote_type": "up"},
    "report_outcome": {"trace_id": ID, "result": "worked"},
    "amend_trace": {"trace_id": ID, "improved_solution": "s", "explanation": "e"},
    "list_tags": {},
}
WRITES = {"contribute_trace", "vote_trace", "report_outcome", "amend_trace"}

GARBAGE = {
    "not http": b"\x00\xff garbage\r\n\r\n",
    "not json": answer("200 OK", b"<html>welcome</html>"),
    "a list": answer("200 OK", b"[]"),
    "null": answer("200 OK", b"null"),
    "other fields": answer("200 OK", b'{"hello": "world"}'),
    "wrong types": answer("200 OK", b'{"results": [{"id": 7}], "id": {}, "tags": 5, "markdown": []}'),
    "deep": answer("200 OK", b"[" * 100_000),
    "not utf-8": answer("200 OK", b'{"results": ["\xff\xfe"]}'),
    "said to be compressed": answer("200 OK", b"\x1f\x8b\x08\x00bomb", "Content-Encoding: gzip"),
    "html of a proxy": answer("502 Bad Gateway", b"<html>bad gateway</html>", "Content-Type: text/html"),
    "redirect": answer("307 Temporary Redirect", b"", "Location: http://127.0.0.1:1/"),
    "another status": answer("299 What", b"{}"),
}
MISBEHAVIOUR = {"hangs": hangs, "drips": drips, "hangs up": hangs_up, "never ends": never_ends}
MISBEHAVIOUR |= {name: says(content) for name, content in GARBAGE.items()}


def deadline(tool: str) -> float:
    return CONTEXT_S if tool == "get_context" else WRITE_S if tool in WRITES else READ_S


@pytest.fixture
def dead() -> Iterator[str]:
    """An address where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{probe.getsockname()[1]}"


@pytest.mark.parametrize("transport", ["http", "stdio"])
def test_every_tool_answers_in_time_and_says_that_it_is_degraded(transport: str, tmp_path: Path) -> None:
    async def one(client, name: str, tool: str) -> float:
        result, took_s = await timed(client, tool, CALLS[tool])
        data = result.structured_content
        if name == "redirect":
            assert result.is_error
        else:
            assert not result.is_error, (name, tool, result)
            assert data["degraded"] is True, (name, tool, data)
            assert data["message"] == result.content[0].text
        assert took_s < deadline(tool) + SLACK_S + BUSY_SLACK_S, (name, tool)
        return took_s

    async def work(client) -> None:
        # What a call costs that is not kept waiting, on this machine, at this time; ending one costs as much again.
        served.behaviour = MISBEHAVIOUR["hangs up"]
        at_once = {tool: min([await one(client, "hangs up", tool) for _ in range(3)]) for tool in CALLS}
        for name, behaviour in MISBEHAVIOUR.items():
            served.behaviour = behaviour
            for tool in CALLS:
                best, allowed = BUSY_SLACK_S, deadline(tool) + SLACK_S + 3 * at_once[tool]
                for _ in range(TRIES):
                    best = min(best, await one(client, name, tool))
                    if best < allowed:
                        break
                assert best < allowed, (name, tool)

    # The breaker lets the next call through at once, or most of these would not be asked.
    settings = {**DEADLINES, "MCP_BREAKER_OPEN_SECONDS": "0.001"}
    with ExitStack() as stack:
        served = stack.enter_context(backend(hangs))
        server: str | StdioServerParameters = stdio_server(served.url, **settings)
        if transport == "http":
            server = stack.enter_context(http_server(served.url, tmp_path / "log", **settings))
        drive(server, work)


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


@pytest.mark.parametrize(
    ("behaviour", "maybe"),
    [(hangs, True), (hangs_up, True), (says(answer("504 Late", b"")), True), (says(answer("503 No", b"{}")), False)],
)
def test_a_write_of_unknown_fate_says_so(behaviour, maybe) -> None:
    async def work(client) -> None:
        result, _ = await timed(client, "contribute_trace", CONTRIBUTION)
        assert result.structured_content.get("maybe_accepted", False) is maybe
        assert ("may have been accepted" in result.content[0].text) is maybe

    with backend(behaviour) as served:
        drive(in_process(served.url, **DEADLINES), work)


def test_a_write_that_never_left_does_not_claim_to(dead: str) -> None:
    async def work(client) -> None:
        result, _ = await timed(client, "contribute_trace", CONTRIBUTION)
        assert result.structured_content["reason"] == "unreachable"
        assert "maybe_accepted" not in result.structured_content

    drive(in_process(dead, **DEADLINES), work)


def test_the_same_contribution_has_the_same_idempotency_key_and_another_one_has_not() -> None:
    async def work(client) -> None:
        await timed(client, "contribute_trace", {**CONTRIBUTION, "tags": ["a"]})
        await timed(client, "contribute_trace", {"tags": '["a"]', **CONTRIBUTION, "review_after": ""})
        await timed(client, "contribute_trace", {**CONTRIBUTION, "tags": ["b"]})
        await timed(client, "amend_trace", CALLS["amend_trace"])

    with backend(says(answer("202 Accepted", json.dumps({"id": ID, "status": "pending"}).encode()))) as served:
        drive(in_process(served.url), work)
        drive(in_process(served.url, KEY.replace("AbCdEf", "XbCdEf")), work)
    keys = [
        line.split(": ")[1]
        for head, _ in served.seen
        for line in head.split("\r\n")
        if line.lower().startswith("idempotency-key")
    ]
    assert len(keys) == 8
    assert keys[0] == keys[1]
    assert len(set(keys)) == 6
    assert served.seen[0][1] == served.seen[1][1]


def test_a_connection_closed_while_idle_costs_no_answer() -> None:
    """Keep-alive is a promise that a restarted API can't keep."""

    async def once(_reader, writer) -> None:
        writer.write(answer("200 OK", b'{"tags": ["x"]}'))
        await writer.drain()
        writer.close()

    async def work(client) -> None:
        for _ in range(5):
            result, _ = await timed(client, "list_tags", {})
            assert result.structured_content["degraded"] is False

    with backend(once) as served:
        drive(in_process(served.url), work)


def test_the_key_comes_back_from_nowhere_and_is_in_no_log(tmp_path: Path) -> None:
    """A backend that echoes all it gets, in errors and in traces."""
    trace = {"id": ID, "title": f"key {KEY}", "status": "validated", "context_text": KEY, "solution_text": KEY}
    echoes = (
        answer("422 No", json.dumps({"detail": f"Bad key {KEY}"}).encode()),
        answer("200 OK", json.dumps({**trace, "results": [trace], "tags": []}).encode()),
    )

    async def work(client) -> None:
        for echo in echoes:
            served.behaviour = says(echo)
            for tool, arguments in CALLS.items():
                result = await client.call_tool(tool, arguments)
                assert KEY not in result.model_dump_json(), tool
            served.behaviour = hangs_up
            await client.call_tool("list_tags", {})

    with (
        backend(hangs_up) as served,
        http_server(served.url, tmp_path / "log", **DEADLINES, LOG_LEVEL="DEBUG") as url,
    ):
        drive(url, work)
    log = (tmp_path / "log").read_text()
    assert "tool=search_traces" in log
    assert KEY not in log
    assert any(KEY in head for head, _ in served.seen)


def test_many_clients_of_a_hung_backend_are_all_answered_in_time(tmp_path: Path) -> None:
    async def run(url: str) -> list[float]:
        async with connected(url) as client:
            results = await asyncio.gather(*(timed(client, "list_tags", {}) for _ in range(40)))
        assert all(result.structured_content["degraded"] for result, _ in results)
        return [took_s for _, took_s in results]

    with ExitStack() as stack:
        served = stack.enter_context(backend(hangs))
        url = stack.enter_context(http_server(served.url, tmp_path / "log", **DEADLINES))
        took = asyncio.run(run(url))
    # One after the other they would take forty deadlines.
    assert max(took) < 20 * READ_S
