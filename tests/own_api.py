"""An API of a test's own, beside that of the stack and on the same services, with other settings."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from scripts.stack.layout import REPOSITORY
from scripts.stack.ports import free_port
from tests.waiting import until

START_S = 90


@contextmanager
def own_api(**settings: str) -> Iterator[str]:
    """Its address, for the length of the block. Two processes, as many as the limiter thinks there are."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as metrics, tempfile.TemporaryFile("w+") as log:
        own = {"API_PORT": str(port), "API_WORKERS": "2", "PROMETHEUS_MULTIPROC_DIR": metrics, **settings}
        command = [sys.executable, "-m", "gunicorn", "-c", "app/gunicorn.py", "wsgi:app"]
        process = subprocess.Popen(command, cwd=REPOSITORY, env={**os.environ, **own}, stdout=log, stderr=log)
        try:
            until(lambda: process.poll() is not None or _serves(url), "an API of its own serves", START_S)
            log.seek(0)
            assert process.poll() is None, log.read()[-3000:]
            yield url
        finally:
            process.terminate()
            process.wait(30)


def _serves(url: str) -> bool:
    try:
        return httpx.get(f"{url}/ready", timeout=1).status_code == 200
    except httpx.TransportError:
        return False
