"""Whatever the backend does, an agent gets a normal result in time. The backends are loopback servers; no stack."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from mcp.client.stdio import StdioServerParameters

from tests.contract.degrading import (
    BUSY_SLACK_S,
    CALLS,
    CONTEXT_S,
    CONTRIBUTION,
    DEADLINES,
    READ_S,
    SLACK_S,
    TRIES,
    WRITE_S,
    WRITES,
)
from tests.mcp_running import (
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
