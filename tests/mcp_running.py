"""MCP servers as processes of their own, clients that talk to them, and backends that misbehave."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx
import httpx2
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client
from mcp.server.lowlevel import Server

from mcp_server.credentials import Credential
from mcp_server.server import build
from mcp_server.settings import load
from scripts.stack.ports import free_port
from tests.waiting import until

T = TypeVar("T")
REPOSITORY = Path(__file__).resolve().parents[1]
KEY = "ct_test_AbCdEf123456_" + "s" * 32 + "_abcdef"

# Of a machine that runs other tests beside; the deadlines themselves have tests of their own.
PATIENT = {"MCP_READ_DEADLINE_MS": "8000", "MCP_WRITE_DEADLINE_MS": "8000", "MCP_CONTEXT_DEADLINE_MS": "8000"}


def environment(base_url: str, **more: str) -> dict[str, str]:
    """What a server is started with; nothing of this process's settings."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "COMMONTRACE_API_BASE_URL": base_url, **PATIENT, **more}


@contextmanager
def http_server(base_url: str, log: Path, **settings: str) -> Iterator[str]:
    """A server over HTTP; its endpoint's address. Its stderr goes to `log`."""
    port = free_port()
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "mcp_server", "http"],
            cwd=REPOSITORY,
            env=environment(base_url, MCP_PORT=str(port), **settings),
            stderr=stderr,
        )
        try:
            until(lambda: _healthy(port), "the MCP server is up", 60)
            yield f"http://127.0.0.1:{port}/mcp"
        finally:
            process.terminate()
            process.wait(20)


def _healthy(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def stdio_server(base_url: str, key: str | None = KEY, **settings: str) -> StdioServerParameters:
    """A server over stdio, to be started by whoever connects."""
    keys = {"COMMONTRACE_API_KEY": key} if key else {}
    return StdioServerParameters(
        command=sys.executable,
        args=["-m", "mcp_server"],
        cwd=str(REPOSITORY),
        env=environment(base_url, **keys, **settings),
    )


def in_process(base_url: str, key: str = KEY, **settings: str) -> Server[Any]:
    """A server without a transport, which starts at once."""
    credential = Credential(key)
    return build(load(environment(base_url, **settings)), lambda _context: credential)


Target = str | StdioServerParameters | Server[Any]


@asynccontextmanager
async def connected(server: Target, key: str = KEY, **options: Any) -> AsyncIterator[Client]:
    """A real client of the SDK's, over HTTP (with the key as header), stdio or no transport."""
    if isinstance(server, str):
        headers = {"x-api-key": key}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=30) as http,
            Client(streamable_http_client(server, http_client=http), **options) as client,
        ):
            yield client
    else:
        transport = stdio_client(server) if isinstance(server, StdioServerParameters) else server
        async with Client(transport, **options) as client:
            yield client


def drive(server: Target, work: Callable[[Client], Awaitable[T]], key: str = KEY, **options: Any) -> T:
    """What `work` makes of a client that is connected to `server`."""

    async def run() -> T:
        async with connected(server, key, **options) as client:
            return await work(client)

    return asyncio.run(run())


async def timed(client: Client, tool: str, arguments: dict[str, Any]) -> tuple[Any, float]:
    """A tool's result and the seconds it took."""
    started = time.perf_counter()
    result = await client.call_tool(tool, arguments)
    return result, time.perf_counter() - started


Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Backend:
    """A loopback server that behaves as it is told, and notes the heads and bodies of the requests it reads."""

    behaviour: Behaviour
    seen: list[tuple[str, bytes]] = field(default_factory=list)
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = next(
                    (int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0
                )
                self.seen.append((head, await reader.readexactly(length)))
                await self.behaviour(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.transport.abort()


@contextmanager
def backend(behaviour: Behaviour) -> Iterator[Backend]:
    """A backend on a thread of its own."""
    served = Backend(behaviour)
    ready = threading.Event()
    end: list[Callable[[], object]] = []

    async def run() -> None:
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        end.append(lambda: loop.call_soon_threadsafe(over.set))
        server = await asyncio.start_server(served.serve, "127.0.0.1", 0)
        served.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await over.wait()
        server.close()
        connections = asyncio.all_tasks() - {asyncio.current_task()}
        for task in connections:
            task.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        # The transports that they left close in the next turn.
        await asyncio.sleep(0.01)

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield served
    finally:
        end[0]()
        thread.join(10)


def answer(status: str, body: bytes, *headers: str) -> bytes:
    """A whole HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    if not any(line.lower().startswith("content-type") for line in headers):
        lines.append("Content-Type: application/json")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def says(content: bytes) -> Behaviour:
    """Sends the same to everybody."""

    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(content)
        await writer.drain()

    return behave


async def hangs(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


async def drips(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One byte of a good answer a second."""
    for byte in answer("200 OK", b'{"results": [], "total": 0, "query": "x"}'):
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(1)


async def hangs_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def never_ends(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")
        await writer.drain()
