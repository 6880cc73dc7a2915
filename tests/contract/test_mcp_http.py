"""Streamable HTTP as the specifications have it, and stdio's output; the API behind is a loopback server."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.mcp_running import KEY, REPOSITORY, Backend, answer, backend, environment, http_server, says

MODERN = "2026-07-28"
META = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
    "io.modelcontextprotocol/clientCapabilities": {},
    "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
}
INITIALIZE = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}


@pytest.fixture(scope="module")
def api_behind() -> Iterator[Backend]:
    with backend(says(answer("200 OK", b'{"tags": ["python"]}'))) as served:
        yield served


@pytest.fixture(scope="module")
def url(api_behind: Backend, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with http_server(api_behind.url, tmp_path_factory.mktemp("mcp") / "log") as address:
        yield address


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[httpx.Client]:
    headers = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json", "x-api-key": KEY}
    with httpx.Client(base_url=url.removesuffix("/mcp"), headers=headers, timeout=20) as made:
        yield made


def send(client: httpx.Client, method: str, params: Any = None, **headers: str) -> httpx.Response:
    """A request as older clients send them. A header that is "" isn't sent."""
    request = client.build_request(
        "POST", "/mcp", json={"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}}
    )
    for name, value in headers.items():
        request.headers.pop(name.replace("_", "-"), None)
        if value:
            request.headers[name.replace("_", "-")] = value
    return client.send(request)


def send_modern(
    client: httpx.Client, method: str, params: dict[str, Any] | None = None, **headers: str
) -> httpx.Response:
    named = {"mcp_name": str((params or {}).get("name", ""))} if method == "tools/call" else {}
    full = {"mcp_protocol_version": MODERN, "mcp_method": method, **named, **headers}
    return send(client, method, {**(params or {}), "_meta": META}, **full)


CALL = {"name": "list_tags", "arguments": {}}


@pytest.mark.parametrize("method", ["tools/call", "resources/read"])
def test_without_a_key_401_says_how_to_set_one_and_lures_nobody_into_signing_in(client, method) -> None:
    params = CALL if method == "tools/call" else {"uri": "tags://"}
    for refused in (send(client, method, params, x_api_key=""), send_modern(client, method, params, x_api_key="")):
        assert refused.status_code == 401
        challenge = refused.headers["WWW-Authenticate"]
        assert challenge.startswith("ApiKey ")
        assert "x-api-key" in challenge
        assert "resource_metadata" not in challenge
        assert "x-api-key" in refused.json()["error"]["message"]
    for path in (".well-known/oauth-protected-resource", ".well-known/oauth-authorization-server/mcp", "register"):
        told = client.get(f"/{path}")
        assert told.status_code == 404
        assert "x-api-key" in told.json()["error_description"]


def test_a_bearer_token_is_taken_as_the_key(client, api_behind) -> None:
    called = send(client, "tools/call", CALL, x_api_key="", authorization=f"Bearer {KEY}")
    assert called.json()["result"]["structuredContent"]["tags"] == ["python"]
    head = api_behind.seen[-1][0].lower()
    assert f"x-api-key: {KEY}".lower() in head
    assert "authorization" not in head


@pytest.mark.parametrize("method", ["ping", "tools/list", "resources/list", "resources/templates/list", "prompts/list"])
def test_what_the_server_offers_can_be_seen_without_a_key(client, method) -> None:
    assert "result" in send(client, method, x_api_key="").json()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 403),
        ({"host": "127.0.0.1.evil.example:8080"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost:3000"}, 200),
    ],
)
def test_hosts_and_origins(client, headers, status) -> None:
    assert send(client, "ping", **headers).status_code == status


@pytest.mark.parametrize("verb", ["GET", "DELETE", "PUT", "OPTIONS"])
def test_there_are_no_streams_and_no_sessions(client, verb) -> None:
    refused = client.request(verb, "/mcp")
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "POST"


@pytest.mark.parametrize("asked", ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"])
def test_the_handshake_of_older_clients(client, asked) -> None:
    shaken = send(client, "initialize", {**INITIALIZE, "protocolVersion": asked})
    assert shaken.json()["result"]["protocolVersion"] == asked
    assert "mcp-session-id" not in shaken.headers
    listed = send(client, "tools/list", mcp_protocol_version=asked).json()["result"]
    assert len(listed["tools"]) == 8
    assert "ttlMs" not in listed


def test_a_client_of_2026_discovers_and_caches(client) -> None:
    found = send_modern(client, "server/discover").json()["result"]
    assert MODERN in found["supportedVersions"]
    listed = send_modern(client, "tools/list").json()["result"]
    assert (listed["cacheScope"], listed["resultType"]) == ("public", "complete")
    assert listed["ttlMs"] > 0
    called = send_modern(client, "tools/call", CALL).json()["result"]
    assert called["structuredContent"]["tags"] == ["python"]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"mcp_method": "tools/list"}, -32020),
        ({"mcp_name": "get_trace"}, -32020),
        ({"mcp_protocol_version": "2099-01-01"}, -32020),
        ({"mcp_method": ""}, -32020),
    ],
)
def test_headers_that_say_another_thing_than_the_body(client, headers, code) -> None:
    refused = send_modern(client, "tools/call", CALL, **headers)
    assert refused.status_code == 400
    assert refused.json()["error"]["code"] == code


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"[" * 50_000,
        b'[{"jsonrpc": "2.0", "id": 1, "method": "ping"}]',
        b'{"jsonrpc": "1.0", "id": 1, "method": "ping"}',
        b'{"jsonrpc": "2.0", "id": 1, "method": 7}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": []}',
        b'{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": 7}}',
        b"\xff\xfe",
    ],
)
def test_malformed_messages_are_client_errors(client, body) -> None:
    refused = client.post("/mcp", content=body)
    assert 400 <= refused.status_code < 500 or (refused.status_code == 200 and "error" in refused.json())


@pytest.mark.parametrize("number", [b"NaN", b"{}", b"1.5", b"null"])
def test_a_message_without_a_usable_id_gets_no_result(client, number) -> None:
    told = client.post("/mcp", content=b'{"jsonrpc": "2.0", "id": %s, "method": "ping"}' % number)
    # The SDK takes it for a notification.
    assert told.status_code in {202, 400}
    assert "result" not in told.text


@pytest.mark.parametrize("method", [["tools/call"], {}, None, 7])
def test_a_method_that_is_none_needs_no_key_to_be_refused(client, method) -> None:
    refused = client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": method}, headers={"x-api-key": ""})
    assert refused.status_code == 400


def test_a_body_beyond_the_cap_is_refused_whether_it_says_so_or_not(client) -> None:
    assert client.post("/mcp", content=b" " * 1_048_577).status_code == 413
    assert client.post("/mcp", content=(b" " * 65_536 for _ in range(20))).status_code == 413


def test_a_slash_at_the_end_makes_no_difference(client) -> None:
    assert client.post("/mcp/", json={"jsonrpc": "2.0", "id": 1, "method": "ping"}).status_code == 200


def test_an_unknown_tool_is_a_protocol_error(client) -> None:
    refused = send(client, "tools/call", {"name": "drop_tables", "arguments": {}})
    assert refused.json()["error"]["code"] == -32602


def test_a_client_that_goes_away_in_the_middle_harms_nobody(client, url) -> None:
    place = urlsplit(url)
    head = f"POST /mcp HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Length: 1000\r\n\r\n{{"
    for _ in range(20):
        with socket.create_connection((place.hostname, place.port)) as connection:
            connection.sendall(head.encode())
    assert send(client, "ping").status_code == 200


def test_standard_output_carries_the_protocol_and_nothing_else(api_behind) -> None:
    """Whatever is logged, and whatever comes in."""
    lines = [
        "this is no JSON",
        json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE}),
        json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}),
        "",
        '{"jsonrpc": "2.0", "id": 2}',
        json.dumps({"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": CALL}),
        json.dumps({"jsonrpc": "2.0", "id": 4, "method": "no/such"}),
        json.dumps({"jsonrpc": "2.0", "id": 5, "method": "ping"}),
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "mcp_server"],
        cwd=REPOSITORY,
        env=environment(api_behind.url, COMMONTRACE_API_KEY=KEY, LOG_LEVEL="DEBUG"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write("".join(f"{line}\n" for line in lines))
        process.stdin.flush()
        seen = []
        # Answers come as they are ready, and closing the input ends what isn't answered yet.
        while not {3, 5} <= {message.get("id") for message in seen}:
            seen.append(json.loads(process.stdout.readline()))
        process.stdin.close()
        seen += [json.loads(line) for line in process.stdout.read().splitlines()]
        logged = process.stderr.read()
        assert process.wait(20) == 0
    assert all(message["jsonrpc"] == "2.0" for message in seen)
    (called,) = (message for message in seen if message.get("id") == 3)
    assert called["result"]["structuredContent"]["tags"] == ["python"]
    assert "tool=list_tags" in logged
    assert KEY not in logged


@pytest.mark.parametrize(
    ("arguments", "setting", "says_so"),
    [((), {"MCP_READ_DEADLINE_MS": "soon"}, "MCP_READ_DEADLINE_MS"), (("carrier-pigeon",), {}, "carrier-pigeon")],
)
def test_a_start_that_cannot_be_meant_ends_with_the_reason(arguments, setting, says_so) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "mcp_server", *arguments],
        cwd=REPOSITORY,
        env=environment("http://127.0.0.1:9", **setting),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 2
    assert says_so in ran.stderr
    assert not ran.stdout
