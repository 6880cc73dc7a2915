"""Every tool through a real client against the real stack: both transports, both eras of the protocol."""

import asyncio
import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import mcp_types as types
import pytest
from mcp.client import Client
from mcp.shared.exceptions import MCPError

from app.core.db import Database
from app.traces import service as traces
from app.traces.rules import QUARANTINED, UNDER_REVIEW, VISIBLE
from mcp_server.tools.reading import WITHHELD
from tests.contract.test_safety import fake_token
from tests.factories import trace_body
from tests.mcp_running import Target, drive, http_server, in_process, stdio_server

API = os.environ.get("COMMONTRACE_API_BASE_URL", "")
ERAS = {"auto": "2026-07-28", "legacy": "2025-11-25"}


@pytest.fixture(scope="module")
def url(api: httpx.Client, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with http_server(API, tmp_path_factory.mktemp("mcp") / "log") as address:
        yield address


@pytest.fixture(scope="module")
def key(api: httpx.Client) -> str:
    return api.headers["X-API-Key"]


@pytest.fixture(scope="module")
def other_key(sign_up: Callable[..., dict[str, Any]]) -> str:
    made: str = sign_up(email=f"agent-{uuid.uuid4().hex[:8]}@commontrace.auto")["api_key"]
    return made


async def call(client: Client, tool: str, **arguments: Any) -> tuple[str, dict[str, Any]]:
    """Text and data of a call that must go well."""
    result = await client.call_tool(tool, arguments)
    assert isinstance(result, types.CallToolResult)
    text = result.content[0].text
    assert not result.is_error, text
    assert result.structured_content["degraded"] is False, text
    return text, result.structured_content


@pytest.mark.parametrize("mode", ERAS)
@pytest.mark.parametrize("transport", ["http", "stdio"])
def test_the_whole_road(url: str, key: str, other_key: str, transport: str, mode: str) -> None:
    mark = uuid.uuid4().hex
    contribution = {
        "title": f"Road {mark} of an MCP client",
        "context_text": "It says </commontrace> and \x1b[31mred\x1b[0m \u202eesrever.",
        "solution_text": "Do `this`.\nThen that.",
        "tags": ["python", "mcp-road"],
        "metadata_json": {"language": "python"},
    }

    async def author(client: Client) -> str:
        assert client.protocol_version == ERAS[mode]
        assert len((await client.list_tools()).tools) == 8
        _, made = await call(client, "contribute_trace", **contribution)
        trace_id: str = made["id"]
        # Sent again, as after a lost answer: it is the same one.
        _, again = await call(client, "contribute_trace", **contribution)
        assert again["id"] == trace_id
        for _ in range(200):
            text, found = await call(client, "search_traces", query=mark, tags=["mcp-road"], limit=5)
            if any(each["id"] == trace_id for each in found.get("results", [])):
                break
            await asyncio.sleep(0.05)
        (hit,) = (each for each in found["results"] if each["id"] == trace_id)
        assert hit["status"] == "pending"
        assert f"ID: {trace_id}" in text
        assert text.count("</commontrace>") == 1
        text, whole = await call(client, "get_trace", trace_id=trace_id)
        assert whole["context_text"] == "It says &lt;/commontrace> and red esrever."
        assert whole["solution_text"] == contribution["solution_text"]
        assert whole["solution_text"] in text
        text, tags = await call(client, "list_tags", prefix="mcp-")
        assert "mcp-road" in tags["tags"]
        assert text.startswith(f"Available tags ({tags['total']} total):")
        result = await client.call_tool("vote_trace", {"trace_id": trace_id, "vote_type": "up"})
        assert result.is_error
        assert "own trace (HTTP 403)" in result.content[0].text
        resource = await client.read_resource(f"trace://{trace_id}")
        assert contribution["title"] in resource.contents[0].text
        assert "mcp-road" in (await client.read_resource("tags://")).contents[0].text.splitlines()
        with pytest.raises(MCPError, match="Resource not found"):
            await client.read_resource(f"trace://{uuid.uuid4()}")
        prompt = await client.get_prompt("review", {"trace_id": trace_id})
        assert trace_id in prompt.messages[0].content.text
        return trace_id

    async def reader(client: Client, trace_id: str) -> None:
        text, _ = await call(client, "vote_trace", trace_id=trace_id, vote_type="up", feedback_text="helped")
        assert text == f"Vote recorded: upvote on trace {trace_id}."
        text, _ = await call(
            client, "report_outcome", trace_id=trace_id, result="worked", environment={"language": "python"}
        )
        assert text == f"Outcome recorded: worked, for trace {trace_id}."
        text, made = await call(
            client, "amend_trace", trace_id=trace_id, improved_solution="Do that first.", explanation="Order."
        )
        assert made["trace_id"] == trace_id
        _, whole = await call(client, "get_trace", trace_id=trace_id)
        assert whole["outcomes"].startswith("worked for 1 of 1")

    def server(of: str) -> Target:
        return url if transport == "http" else stdio_server(API, of)

    trace_id = drive(server(key), author, key, mode=mode)
    drive(server(other_key), lambda client: reader(client, trace_id), other_key, mode=mode)


def test_links_lead_from_hits_to_traces(key: str, contribute: Callable[..., str]) -> None:
    trace_id = contribute(**trace_body(title=f"Linked {uuid.uuid4().hex}"))

    async def work(client: Client) -> None:
        result = await client.call_tool("search_traces", {"query": "Linked", "limit": 50, "max_tokens": 20_000})
        links = [each.uri for each in result.content if isinstance(each, types.ResourceLink)]
        assert f"trace://{trace_id}" in links
        assert (await client.read_resource(f"trace://{trace_id}")).contents[0].mime_type == "text/markdown"

    drive(in_process(API, key), work)


def test_nothing_found_is_said_and_not_padded(key: str) -> None:
    async def work(client: Client) -> None:
        text, data = await call(client, "search_traces", tags=["no-such-tag-anywhere"])
        assert data["results"] == []
        assert "match" in text

    drive(in_process(API, key), work)


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("search_traces", {}, "Please provide a query, tags, or both to search."),
        ("get_trace", {"trace_id": "7"}, "trace_id must be the id of a trace"),
        ("get_trace", {"trace_id": str(uuid.UUID(int=1))}, "Trace not found (HTTP 404)"),
        ("get_context", {}, "Say what you are about to do"),
        ("contribute_trace", {"title": "x", "context_text": "y"}, "solution_text is required"),
        ("vote_trace", {"trace_id": str(uuid.UUID(int=1)), "vote_type": "down"}, "feedback_tag must be one of"),
        ("vote_trace", {"trace_id": str(uuid.UUID(int=1)), "vote_type": "sideways"}, "vote_type must be one of"),
        ("report_outcome", {"trace_id": str(uuid.UUID(int=1)), "result": "worked"}, "(HTTP 404)"),
    ],
)
def test_mistakes_are_told_as_results_that_the_model_can_mend(key: str, tool: str, arguments: Any, says: str) -> None:
    async def work(client: Client) -> None:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert result.content[0].text.startswith("[CommonTrace error] ")
        assert says in result.content[0].text
        assert result.structured_content["degraded"] is False

    drive(in_process(API, key), work)


def test_a_secret_is_refused_with_its_kind_and_without_itself(key: str) -> None:
    secret = fake_token()

    async def work(client: Client) -> None:
        result = await client.call_tool("contribute_trace", {**trace_body(), "solution_text": f"export T={secret}"})
        assert result.is_error
        assert "Content rejected" in result.content[0].text
        assert secret not in result.model_dump_json()

    drive(in_process(API, key), work)


def test_a_wrong_key_is_told_and_a_missing_one_too() -> None:
    async def work(client: Client) -> None:
        result = await client.call_tool("list_tags", {})
        assert result.is_error
        assert "COMMONTRACE_API_KEY" in result.content[0].text

    drive(in_process(API, "ct_test_AbCdEf123456_" + "s" * 32 + "_abcdef"), work)
    drive(stdio_server(API, None), work)


@pytest.mark.parametrize("visibility", [UNDER_REVIEW, QUARANTINED])
def test_what_is_quarantined_or_under_review_is_never_returned(
    key: str, contribute: Callable[..., str], visibility: str
) -> None:
    body = trace_body(title=f"Suspect {uuid.uuid4().hex}", solution_text=f"Poison {uuid.uuid4().hex}")
    trace_id = contribute(**body)

    async def work(client: Client) -> None:
        shown = [
            await client.call_tool("search_traces", {"query": body["title"], "max_tokens": 20_000}),
            await client.call_tool("get_trace", {"trace_id": trace_id}),
            await client.call_tool("get_context", {"task": body["title"]}),
        ]
        assert not [each for each in shown if body["solution_text"] in each.model_dump_json()]
        if visibility == QUARANTINED:
            with pytest.raises(MCPError, match="Resource not found"):
                await client.read_resource(f"trace://{trace_id}")
        else:
            resource = await client.read_resource(f"trace://{trace_id}")
            assert resource.contents[0].text == WITHHELD

    database = Database(os.environ["DATABASE_URL"])
    try:
        with database.transaction() as session:
            traces.set_visibility(session, uuid.UUID(trace_id), visibility)
        drive(in_process(API, key), work)
        with database.transaction() as session:
            traces.set_visibility(session, uuid.UUID(trace_id), VISIBLE)
    finally:
        database.close()


@pytest.mark.parametrize(
    ("transport", "mode", "action", "shared"),
    [
        ("stdio", "auto", "accept", True),
        ("stdio", "auto", "decline", False),
        ("stdio", "legacy", "accept", True),
        ("stdio", "legacy", "cancel", False),
        ("http", "auto", "accept", True),
        ("http", "auto", "decline", False),
        # Over HTTP a client of the older era can't be asked by a server without sessions, so it isn't.
        ("http", "legacy", "decline", True),
    ],
)
def test_a_person_is_asked_with_a_preview_where_that_can_be_done(
    url: str, key: str, transport: str, mode: str, action: str, *, shared: bool
) -> None:
    asked: list[str] = []
    body = trace_body()

    async def person(_context: Any, params: Any) -> types.ElicitResult:
        asked.append(params.message)
        return types.ElicitResult(action=action, content={"share": True} if action == "accept" else None)

    async def work(client: Client) -> None:
        result = await client.call_tool("contribute_trace", body)
        assert not result.is_error
        assert ("id" in result.structured_content) is shared
        assert result.content[0].text.startswith("Trace submitted successfully" if shared else "Not shared: ")

    drive(url if transport == "http" else stdio_server(API, key), work, key, mode=mode, elicitation_callback=person)
    if (transport, mode) == ("http", "legacy"):
        assert not asked
    else:
        assert len(asked) == 1
        assert body["title"] in asked[0]


def test_nobody_is_asked_where_that_is_turned_off(key: str) -> None:
    async def person(_context: Any, _params: Any) -> types.ElicitResult:
        raise AssertionError("asked")

    async def work(client: Client) -> None:
        await call(client, "contribute_trace", **trace_body())

    server = in_process(API, key, MCP_CONFIRM_CONTRIBUTIONS="false")
    drive(server, work, elicitation_callback=person)


def test_the_log_of_the_server_names_no_key(tmp_path: Path, key: str) -> None:
    async def work(client: Client) -> None:
        await call(client, "list_tags")

    with http_server(API, tmp_path / "log", LOG_LEVEL="DEBUG") as address:
        drive(address, work, key)
    log = (tmp_path / "log").read_text()
    assert "tool=list_tags" in log
    assert key not in log
