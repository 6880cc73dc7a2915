"""What a request over HTTP must be before anything of it is looked at as MCP."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mcp_server.credentials import from_headers
from mcp_server.server import NO_KEY
from mcp_server.settings import Settings

NEEDS_KEY = frozenset({"tools/call", "resources/read"})
"""What asks the API for something. The rest shows what the server is, which is no secret."""

BODY_PATIENCE_S = 10.0
UNAUTHORISED = -32001
CHALLENGE = 'ApiKey realm="CommonTrace", header="x-api-key"'
"""Not Bearer, although that is taken too: clients answer that challenge by looking for an OAuth server."""


@dataclass(frozen=True)
class Refusal:
    """A request that gets no further."""

    status: int
    message: str
    headers: dict[str, str]
    code: int = -32600

    def response(self) -> Response:
        body = {"jsonrpc": "2.0", "id": None, "error": {"code": self.code, "message": self.message}}
        return Response(orjson.dumps(body), self.status, self.headers, "application/json")


def is_allowed(value: str, allowed: Iterable[str]) -> bool:
    """Whether a Host or Origin is among `allowed`. One that names no port stands for all of them."""
    value = value.lower()
    without_port = value.rpartition(":")[0] if value.rpartition(":")[2].isdigit() else value
    return any(value == each.lower() or without_port == each.lower() for each in allowed)


def inspect(method: str, headers: list[tuple[str, str]], settings: Settings) -> Refusal | None:
    """Judge a request by its head. Names of `headers` in lower case."""
    hosts = [value for name, value in headers if name == "host"]
    if len(hosts) != 1 or not is_allowed(hosts[0], settings.allowed_hosts):
        return Refusal(403, "This Host isn't served here: see MCP_ALLOWED_HOSTS.", {})
    origins = [value for name, value in headers if name == "origin"]
    if not all(is_allowed(origin, settings.allowed_origins) for origin in origins):
        return Refusal(403, "This Origin isn't allowed: see MCP_ALLOWED_ORIGINS.", {})
    if method != "POST":
        return Refusal(405, "There are no sessions and no streams here: use POST.", {"Allow": "POST"})
    length = next((value for name, value in headers if name == "content-length"), "0")
    if not length.isdigit() or int(length) > settings.max_body_bytes:
        return _too_large(settings)
    return None


class Guard:
    """ASGI middleware before the MCP endpoint."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        refusal = inspect(scope["method"], headers, self._settings)
        if refusal is None:
            body = await self._body(receive)
            refusal = body if isinstance(body, Refusal) else _without_key(body, headers)
        if refusal is not None:
            # Whatever of the body hasn't been read can't be told from a next request.
            await refusal.response()(scope, receive, send)
            return
        await self._app(scope, _replayed(body if isinstance(body, bytes) else b"", receive), send)

    async def _body(self, receive: Receive) -> "bytes | Refusal":
        pieces = bytearray()
        try:
            async with asyncio.timeout(BODY_PATIENCE_S):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        return Refusal(400, "The request broke off.", {})
                    pieces += message.get("body", b"")
                    if len(pieces) > self._settings.max_body_bytes:
                        return _too_large(self._settings)
                    if not message.get("more_body", False):
                        return bytes(pieces)
        except TimeoutError:
            return Refusal(408, "The rest of the request didn't arrive in time.", {"Connection": "close"})


def _too_large(settings: Settings) -> Refusal:
    return Refusal(413, f"A request may have {settings.max_body_bytes} bytes at most.", {"Connection": "close"})


def _without_key(body: bytes, headers: list[tuple[str, str]]) -> Refusal | None:
    if from_headers(dict(headers)) is not None:
        return None
    try:
        message: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None  # the server tells what is wrong with it
    method = message.get("method") if isinstance(message, dict) else None
    if not isinstance(method, str) or method not in NEEDS_KEY:
        return None
    return Refusal(401, NO_KEY, {"WWW-Authenticate": CHALLENGE}, UNAUTHORISED)


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
