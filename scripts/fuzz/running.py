"""Sending the messages, and watching what becomes of the server."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, Queue
from typing import IO, Any

import httpx
import psutil

from scripts.fuzz.messages import headers, message
from scripts.stack.layout import REPOSITORY
from scripts.stack.ports import free_port

MOST_GROWTH = 50 * 1024 * 1024
WARM_UP_SHARE = 0.1
"""Of the messages, before memory is looked at for the first time: caches and code are loaded by then."""
SIGN_OF_LIFE_EVERY = 250
PATIENCE_S = 60.0
CONNECTION = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "fuzz", "version": "1"}}


class FuzzError(Exception):
    """The server did what it must not."""


def over_stdio(rng: random.Random, count: int) -> str:
    """Send `count` lines to one server; returns what there is to say. Raises FuzzError."""
    with _server() as process:
        client = _StdioClient(process)
        client.ask("initialize", CONNECTION)
        client.send(b'{"jsonrpc":"2.0","method":"notifications/initialized"}')
        before = 0
        for n in range(count):
            client.send(message(rng))
            if n % SIGN_OF_LIFE_EVERY == 0:
                client.ask("ping", {})
            if n == int(count * WARM_UP_SHARE):
                before = _memory(process)
        client.ask("ping", {})
        grown = _memory(process) - before
        _judge_growth(grown)
        if client.strays:
            raise FuzzError(f"standard output carried {client.strays[0]!r}")
        return f"{count} messages, {client.answers} answers, memory {grown / 1e6:+.1f} MB"


def over_http(rng: random.Random, count: int) -> str:
    """Send `count` requests to one server; returns what there is to say. Raises FuzzError."""
    port = free_port()
    seen: Counter[int] = Counter()
    with _server("http", MCP_PORT=str(port)) as process, httpx.Client(timeout=PATIENCE_S) as client:
        address = f"http://127.0.0.1:{port}"
        _await_health(client, address)
        before = 0
        for n in range(count):
            content = message(rng)
            answer = _post(client, f"{address}/mcp", content, headers(rng))
            seen[answer.status_code] += 1
            if answer.status_code >= 500:
                raise FuzzError(f"HTTP {answer.status_code} for {content[:500]!r}")
            if n == int(count * WARM_UP_SHARE):
                before = _memory(process)
        if client.get(f"{address}/health").status_code != 200:
            raise FuzzError("it isn't healthy afterwards")
        grown = _memory(process) - before
        _judge_growth(grown)
        statuses = ", ".join(f"{status}: {number}" for status, number in sorted(seen.items()))
        return f"{count} requests ({statuses}), memory {grown / 1e6:+.1f} MB"


class _StdioClient:
    """Writes lines, and reads on a thread of its own so that the server's output never stops its input."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._found: Queue[Any] = Queue()
        self._asked = 0
        self.answers = 0
        self.strays: list[bytes] = []
        if process.stdin is None or process.stdout is None:
            raise FuzzError("the server has no pipes")
        self._stdin: IO[bytes] = process.stdin
        threading.Thread(target=self._read, args=(process.stdout,), daemon=True).start()

    def send(self, line: bytes) -> None:
        try:
            self._stdin.write(line + b"\n")
            self._stdin.flush()
        except OSError as error:
            raise FuzzError(f"it ended with {self._process.wait(5)}, the last message was {line[:500]!r}") from error

    def ask(self, method: str, params: dict[str, Any]) -> None:
        """Send a sound request and wait for its answer."""
        self._asked += 1
        name = f"sound-{self._asked}"
        self.send(json.dumps({"jsonrpc": "2.0", "id": name, "method": method, "params": params}).encode())
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            try:
                if self._found.get(timeout=1) == name:
                    return
            except Empty:
                if self._process.poll() is not None:
                    raise FuzzError(f"it ended with {self._process.returncode}") from None
        raise FuzzError(f"no answer to {method} within {PATIENCE_S:.0f} s")

    def _read(self, stdout: IO[bytes]) -> None:
        for line in stdout:
            try:
                found = json.loads(line)
                sound = found["jsonrpc"] == "2.0"
            except (ValueError, KeyError, TypeError):
                sound = False
            if not sound:
                self.strays.append(line[:200])
                continue
            self.answers += 1
            if isinstance(found.get("id"), str):
                self._found.put(found["id"])


@contextmanager
def _server(*arguments: str, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    # Nothing listens at the API's address: what is tried here is what comes before it.
    environment = {
        **kept,
        "COMMONTRACE_API_BASE_URL": "http://127.0.0.1:9",
        "COMMONTRACE_API_KEY": "k" * 40,
        "LOG_LEVEL": "CRITICAL",
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "mcp_server", *arguments],
        cwd=REPOSITORY,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def _await_health(client: httpx.Client, address: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        try:
            if client.get(f"{address}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise FuzzError("it doesn't start")


def _post(client: httpx.Client, url: str, content: bytes, given: dict[str, str]) -> httpx.Response:
    """An answer; a connection that was closed after an earlier refusal is made anew once."""
    for last in (False, True):
        try:
            encoded = [(name.encode(), value.encode("latin-1")) for name, value in given.items()]
            return client.post(url, content=content, headers=encoded)
        except httpx.TransportError as error:
            if last:
                raise FuzzError(f"{type(error).__name__} for {content[:500]!r}") from error
    raise AssertionError


def _memory(process: "subprocess.Popen[bytes]") -> int:
    try:
        return int(psutil.Process(process.pid).memory_info().rss)
    except psutil.NoSuchProcess:
        raise FuzzError(f"it ended with {process.wait(5)}") from None


def _judge_growth(grown: int) -> None:
    if grown > MOST_GROWTH:
        raise FuzzError(f"memory grew by {grown / 1e6:.0f} MB")
