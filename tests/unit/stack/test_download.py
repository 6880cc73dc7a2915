"""Fetching a large file from a server that misbehaves, on the loopback address."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scripts.stack import download
from scripts.stack.download import UnreachableError, expected_sha512, fetch
from scripts.stack.errors import StackError

CONTENT = bytes(range(256)) * 4096


@dataclass
class Server:
    """How the stub behaves, and what it was asked."""

    url: str = ""
    ranges: bool = True
    break_after: list[int] = field(default_factory=list)  # one entry per broken transfer: bytes until it breaks off
    checksum: str = hashlib.sha512(CONTENT).hexdigest()
    asked: list[str | None] = field(default_factory=list)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path == "/file.sha512":
                    self.answer(200, f"{server.checksum}  file\n".encode())
                elif self.path == "/file":
                    self.file()
                else:
                    self.answer(404, b"")

            def file(self) -> None:
                wanted = self.headers["Range"]
                server.asked.append(wanted)
                start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted and server.ranges else 0
                if start >= len(CONTENT):
                    self.answer(416, b"")
                    return
                until = start + server.break_after.pop(0) if server.break_after else None
                self.answer(206 if start else 200, CONTENT[start:until], len(CONTENT) - start)

            def answer(self, status: int, body: bytes, length: int | None = None) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body) if length is None else length))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


class Step:
    """Keeps the details that would be shown."""

    def __init__(self) -> None:
        self.details: list[str] = []

    def update(self, detail: str) -> None:
        self.details.append(detail)


@pytest.fixture
def server() -> Iterator[Server]:
    stub = Server()
    with ThreadingHTTPServer(("127.0.0.1", 0), stub.handler()) as listener:
        stub.url = f"http://127.0.0.1:{listener.server_address[1]}/file"
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield stub
        listener.shutdown()
        thread.join()


@pytest.fixture
def target(tmp_path):
    return tmp_path / "downloads/file"


def bring(server: Server, target) -> Step:
    step = Step()
    with download.client() as http:
        fetch(http, server.url, target, expected_sha512(http, server.url), step)
    return step


def part_of(target):
    target.parent.mkdir(parents=True, exist_ok=True)
    return target.with_name("file.part")


def test_a_file_arrives_whole_with_progress_in_megabytes(server, target):
    step = bring(server, target)
    assert target.read_bytes() == CONTENT
    assert not part_of(target).exists()
    assert step.details[-1] == "1 of 1 MB"


def test_a_broken_transfer_is_continued_where_it_broke_off(server, target):
    server.break_after = [300_000, 200_000]
    bring(server, target)
    assert target.read_bytes() == CONTENT
    assert server.asked[0] is None
    assert len(server.asked) == 3
    assert all(asked is not None for asked in server.asked[1:])


def test_an_interrupted_run_is_continued_by_the_next(server, target):
    part_of(target).write_bytes(CONTENT[:500_000])
    bring(server, target)
    assert target.read_bytes() == CONTENT
    assert server.asked == ["bytes=500000-"]


def test_a_server_without_ranges_starts_from_the_beginning(server, target):
    server.ranges = False
    part_of(target).write_bytes(CONTENT[:500_000])
    bring(server, target)
    assert target.read_bytes() == CONTENT


def test_remains_of_another_file_are_thrown_away(server, target):
    part_of(target).write_bytes(b"x" * 500_000)
    bring(server, target)
    assert target.read_bytes() == CONTENT
    assert server.asked == ["bytes=500000-", None]


def test_remains_longer_than_the_file_are_thrown_away(server, target):
    part_of(target).write_bytes(CONTENT + b"more")
    bring(server, target)
    assert target.read_bytes() == CONTENT


def test_remains_that_are_already_whole_are_taken(server, target):
    part_of(target).write_bytes(CONTENT)
    bring(server, target)
    assert target.read_bytes() == CONTENT


def test_a_wrong_checksum_leaves_nothing_behind(server, target):
    server.checksum = "0" * 128
    with pytest.raises(StackError, match="checksum"):
        bring(server, target)
    assert list(target.parent.iterdir()) == []


def test_a_transfer_that_never_gets_through_keeps_what_came(server, target):
    server.break_after = [100_000] * download.ATTEMPTS
    with pytest.raises(UnreachableError):
        bring(server, target)
    assert not target.exists()
    assert part_of(target).stat().st_size > 0


@pytest.mark.parametrize("checksum", ["", "abc  file"])
def test_a_page_that_is_no_checksum_counts_as_out_of_reach(server, target, checksum):
    server.checksum = checksum
    with pytest.raises(UnreachableError, match="no checksum"):
        bring(server, target)


def test_a_missing_file_is_out_of_reach(server):
    with download.client() as http, pytest.raises(UnreachableError, match="404"):
        expected_sha512(http, server.url + "x")
