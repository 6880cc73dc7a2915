"""What the MCP server sends the API, and what of it comes back: idempotency keys, and never the caller's key."""

import json
from pathlib import Path

from tests.contract.degrading import CALLS, CONTRIBUTION, DEADLINES, ID
from tests.mcp_running import (
    KEY,
    answer,
    backend,
    drive,
    hangs_up,
    http_server,
    in_process,
    says,
    timed,
)


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
