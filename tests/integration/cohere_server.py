"""A server on loopback that speaks the wire format of Cohere's API, for the real client package."""

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

Answer = tuple[int, dict[str, str], Any]
"""Status, headers, and the body as JSON."""


@dataclass
class Asked:
    """One request as it came."""

    path: str
    authorization: str | None
    body: dict[str, Any]
    at: float


@dataclass
class CohereServer:
    """`answers` are given first, in order; then every request gets what a working service would say."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    respond: Callable[[str, dict[str, Any]], Any] | None = None
    hung: threading.Event = field(default_factory=threading.Event)
    """Set: no answer comes until the end."""
    ended: threading.Event = field(default_factory=threading.Event)

    def bodies(self) -> list[dict[str, Any]]:
        return [each.body for each in self.asked]


def respond(path: str, body: dict[str, Any]) -> Any:
    """Vectors of bags of words, relevance by shared words."""
    if path == "/v2/embed":
        vectors = [bag_of_words(text, body.get("output_dimension", 1024)) for text in body["texts"]]
        return {
            "id": "1",
            "response_type": "embeddings_by_type",
            "texts": body["texts"],
            "embeddings": {"float": vectors},
            "meta": {"api_version": {"version": "2"}, "billed_units": {"input_tokens": 1}},
        }
    wanted = set(body["query"].lower().split())
    scores = [len(wanted & set(text.lower().split())) / len(wanted) for text in body["documents"]]
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    results = [{"index": n, "relevance_score": scores[n]} for n in order]
    return {"id": "1", "results": results, "meta": {"api_version": {"version": "2"}}}


def bag_of_words(text: str, dim: int) -> list[float]:
    """The sum of a random direction for each word; of length other than 1, which is for the caller to mend."""
    total = np.full(dim, 1e-3)
    for word in text.lower().split():
        seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8])
        total += np.random.default_rng(seed).standard_normal(dim)
    vector: list[float] = total.round(6).tolist()
    return vector


@contextmanager
def serving() -> Iterator[CohereServer]:
    told = CohereServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.asked.append(Asked(self.path, self.headers.get("Authorization"), body, time.monotonic()))
            if told.hung.is_set():
                told.ended.wait(30)
                self.close_connection = True
                return
            status, headers, answer = (
                told.answers.pop(0) if told.answers else (200, {}, (told.respond or respond)(self.path, body))
            )
            content = json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Type": "application/json"}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name in the base class
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield told
    finally:
        told.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def server() -> Iterator[CohereServer]:
    with serving() as served:
        yield served
