"""The MCP server beside what it adds to: a tool call and the same search by REST, a cold start and the SDK's import."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

import orjson
import psutil

from scripts.bench import catalogue
from scripts.bench.figures import Series
from scripts.bench.load import BenchError, Call, Connection
from scripts.bench.target import LIMIT, Target
from scripts.stack.layout import REPOSITORY
from scripts.stack.progress import Step

CLIENTS = 8
CALLS_PER_S = 4.0
"""Of each client: below what the machine can do, or queueing for its processors is all that is measured."""

MOST_TOKENS = 20_000
"""So that nothing of an answer is left out: entries cost time."""

MEMORY_GOAL_MB = 120
IMPORT = "import mcp.server.lowlevel, mcp.server.stdio"
HEADERS = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}
"""Of the older era, whose requests cost the SDK more: most clients speak it still."""
INITIALIZE = orjson.dumps(
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "bench", "version": "1"},
        },
    }
)


def measure(
    target: Target,
    rounds: int,
    calls: int,
    starts: int,
    questions: Sequence[str],
    measured: dict[str, Series],
    step: Step,
) -> str:
    """`calls` by REST and as many as tools, in turns; `starts` over stdio. Returns how much memory the server has."""
    url = os.environ["COMMONTRACE_MCP_URL"]
    origin = url.removesuffix("/mcp")
    rest = [target.connect() for _ in range(CLIENTS)]
    tools = [
        Connection(origin, {target.settings.api_key_header_name: target.api_key, **HEADERS}) for _ in range(CLIENTS)
    ]
    blocks: dict[str, list[Call[str]]] = {
        catalogue.MCP_REST: [_searching(connection) for connection in rest],
        catalogue.MCP: [_calling(connection) for connection in tools],
    }
    try:
        asked = [questions[n % len(questions)] for n in range(calls // rounds)]
        for callers in blocks.values():
            for caller in callers:
                for question in questions:
                    caller(question)
        for number in range(rounds):
            step.update(f"round {number + 1} of {rounds}")
            for key in reversed(blocks) if number % 2 else blocks:
                measured.setdefault(key, Series()).add(_paced(blocks[key], asked))
    finally:
        for connection in (*rest, *tools):
            connection.close()
    for number in range(starts):
        step.update(f"start {number + 1} of {starts}")
        for key, one in ((catalogue.MCP_START, _start), (catalogue.MCP_IMPORT, _import)):
            measured.setdefault(key, Series()).add(Series([one()], 1))
    return _memory(url)


def _searching(connection: Connection) -> Call[str]:
    return lambda question: connection.search(orjson.dumps({"q": question, "limit": LIMIT}))


def _calling(connection: Connection) -> Call[str]:
    def call(question: str) -> None:
        arguments = {"query": question, "limit": LIMIT, "max_tokens": MOST_TOKENS}
        body = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "tools/call",
            "params": {"name": "search_traces", "arguments": arguments},
        }
        answer = orjson.loads(connection.post("/mcp", orjson.dumps(body), 200))
        data = answer["result"]["structuredContent"]
        if data["degraded"]:
            raise BenchError(f"a tool call was degraded: {data['message']}")

    return call


def _paced(callers: Sequence[Call[str]], questions: Sequence[str]) -> Series:
    """Every question once, dealt out to clients that each ask by the clock, evenly apart from one another."""
    samples: list[list[float]] = [[] for _ in callers]
    errors: list[BaseException] = []
    interval = 1 / CALLS_PER_S
    began = time.perf_counter()

    def work(at: int) -> None:
        due = began + interval * at / len(callers)
        try:
            for question in questions[at :: len(callers)]:
                time.sleep(max(0.0, due - time.perf_counter()))
                started = time.perf_counter()
                callers[at](question)
                samples[at].append((time.perf_counter() - started) * 1000)
                due += interval
        except Exception as error:
            errors.append(error)

    cpu = time.process_time()
    threads = [threading.Thread(target=work, args=(at,), daemon=True) for at in range(len(callers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    flat = [sample for each in samples for sample in each]
    return Series(flat, len(flat), time.perf_counter() - began, time.process_time() - cpu)


def _start() -> float:
    """Milliseconds from the start of a process to its answer to `initialize`."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "mcp_server"],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        output, _ = process.communicate(INITIALIZE + b"\n", timeout=60)
    if b"serverInfo" not in output:
        raise BenchError(f"the server over stdio answered {output[:300]!r}")
    return (time.perf_counter() - began) * 1000


def _import() -> float:
    """Milliseconds of a process that imports what of the SDK a server over stdio needs."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", IMPORT], cwd=REPOSITORY, check=True)
    return (time.perf_counter() - began) * 1000


def _memory(url: str) -> str:
    port = urlsplit(url).port
    for connection in psutil.net_connections(kind="tcp"):
        address = getattr(connection, "laddr", None)
        if connection.status == psutil.CONN_LISTEN and address and address.port == port and connection.pid:
            megabytes = psutil.Process(connection.pid).memory_info().rss / 1e6
            return f"{megabytes:.0f} MB (goal < {MEMORY_GOAL_MB}: {'met' if megabytes < MEMORY_GOAL_MB else 'MISSED'})"
    raise BenchError("the MCP server's process isn't to be found")
