"""Registries on loopback, for the ecosystems' own clients: a simple index (PEP 503 and 691) and npm's packuments."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


@dataclass
class Registries:
    """`python` and `node` map names to versions, oldest first; `asked` is what was asked for, in order."""

    python: Mapping[str, list[str]]
    node: Mapping[str, list[str]]
    url: str = ""
    asked: list[str] = field(default_factory=list)
    hung: threading.Event = field(default_factory=threading.Event)
    """Set: no answer comes until the end."""
    ended: threading.Event = field(default_factory=threading.Event)

    def page(self, path: str, accept: str) -> tuple[str, bytes] | None:
        kind, _, name = unquote(path).strip("/").partition("/")
        if kind == "simple" and name in self.python:
            files = [f"{name}-{version}.tar.gz" for version in self.python[name]]
            if "application/vnd.pypi.simple.v1+json" in accept:
                entries = [{"filename": file, "url": f"{self.url}/{file}", "hashes": {}} for file in files]
                page = {"meta": {"api-version": "1.0"}, "name": name, "files": entries}
                return "application/vnd.pypi.simple.v1+json", json.dumps(page).encode()
            return "text/html", "".join(f'<a href="{self.url}/{file}">{file}</a>' for file in files).encode()
        if kind == "npm" and name in self.node:
            versions = self.node[name]
            page = {
                "name": name,
                "dist-tags": {"latest": versions[-1]},
                "versions": {version: {"name": name, "version": version, "dist": {}} for version in versions},
            }
            return "application/json", json.dumps(page).encode()
        return None


@contextmanager
def serving(registries: Registries) -> Iterator[Registries]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            registries.asked.append(unquote(self.path).strip("/"))
            if registries.hung.is_set():
                registries.ended.wait(30)
                return
            found = registries.page(self.path, self.headers.get("Accept", ""))
            kind, body = found or ("text/plain", b"not found")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name in the base class
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    registries.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield registries
    finally:
        registries.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
