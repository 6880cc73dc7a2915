"""The load generator: lean persistent connections, and blocks of calls by one or several clients."""

import http.client
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

import orjson

from scripts.bench.figures import Series

T = TypeVar("T")
Call = Callable[[T], object]
"""One request of one client; raises when the answer isn't what it must be."""

TIMEOUT_S = 30.0


class BenchError(Exception):
    """What was measured isn't what should have been: an error answer, a trace that never turned up."""


class Connection:
    """One persistent connection to the API. Not for sharing between threads.

    http.client, as it costs a fraction of what fuller clients do: their time would look like the server's.
    """

    def __init__(self, url: str, headers: Mapping[str, str]) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=TIMEOUT_S)
        self._headers = {**headers, "Content-Type": "application/json"}

    def post(self, path: str, body: bytes, expected: int) -> bytes:
        """The answer's body. Raises BenchError for another status than `expected`."""
        self._connection.request("POST", path, body, self._headers)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != expected:
            raise BenchError(f"POST {path}: HTTP {answer.status}, not {expected}: {content[:300].decode()}")
        return content

    def search(self, body: bytes) -> bytes:
        return self.post("/api/v1/traces/search", body, 200)

    def submit(self, body: bytes) -> str:
        """The id of the accepted trace."""
        accepted: dict[str, Any] = orjson.loads(self.post("/api/v1/traces", body, 202))
        return str(accepted["id"])

    def close(self) -> None:
        self._connection.close()


def block(clients: Sequence[Call[T]], items: Sequence[T]) -> Series:
    """Every item once, dealt out to clients that work at the same time, each one call after the other."""
    samples: list[list[float]] = [[] for _ in clients]
    errors: list[BaseException] = []
    stop = threading.Event()

    def work(at: int) -> None:
        call = clients[at]
        try:
            for item in items[at :: len(clients)]:
                if stop.is_set():
                    return
                began = time.perf_counter()
                call(item)
                samples[at].append((time.perf_counter() - began) * 1000)
        except Exception as error:
            errors.append(error)
            stop.set()

    cpu, began = time.process_time(), time.perf_counter()
    threads = [threading.Thread(target=work, args=(at,), daemon=True) for at in range(1, len(clients))]
    try:
        for thread in threads:
            thread.start()
        work(0)
        for thread in threads:
            thread.join()
    finally:
        stop.set()
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    if errors:
        raise errors[0]
    flat = [sample for each in samples for sample in each]
    return Series(flat, len(flat), seconds, cpu)
