"""The newest release of a library, asked of its registry by the ecosystem's own client.

So the mirrors, proxies and credentials that the machine is set up with are used, and no address is known here.
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import metadata
from typing import Any

from app.core.logging import get_logger
from app.staleness.ecosystems import NPM, PYPI, Library
from app.staleness.versions import parse

TIMEOUT_S = 20.0
MOST_BYTES = 1_000_000

log = get_logger(__name__)

Ask = Callable[[Library], str | None]
"""The newest release of a library, None when it can't be learnt now. Raises nothing."""

_PIP_WITH_JSON = (25, 1)
_PIP_LINE = re.compile(r"^\S+ \((\S+)\)$", re.MULTILINE)


def ask(library: Library, timeout_s: float = TIMEOUT_S) -> str | None:
    """See `Ask`. Takes `timeout_s` at most."""
    command, read = _CLIENTS[library.ecosystem]
    output = _output(command(library.name), timeout_s)
    try:
        version = read(output) if output else None
    except (ValueError, TypeError, KeyError):
        version = None
    known = isinstance(version, str) and len(version) <= 100 and parse(version) is not None
    if not known:
        log.info("release_unknown", ecosystem=library.ecosystem, library=library.name)
    return version if known else None


def _output(command: list[str], timeout_s: float) -> str | None:
    """What a command writes, None when it fails, takes too long or writes more than MOST_BYTES."""
    try:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
        )
    except OSError:
        return None
    # Clients may be shims that start others: all of them end with the group.
    timer = threading.Timer(timeout_s, _kill, [process])
    timer.start()
    try:
        with process:
            output = process.stdout.read(MOST_BYTES + 1) if process.stdout else b""
            if len(output) > MOST_BYTES:
                _kill(process)
    finally:
        timer.cancel()
    return output.decode(errors="replace") if process.returncode == 0 else None


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _pip_has_json() -> bool:
    try:
        version = parse(metadata.version("pip"))
    except metadata.PackageNotFoundError:
        return False
    return version is not None and version >= _PIP_WITH_JSON


def _pip(name: str) -> list[str]:
    # Without --ignore-requires-python it would tell the newest release for the Python that runs this.
    options = ["--no-input", "--disable-pip-version-check", "--ignore-requires-python"]
    if _pip_has_json():
        options.append("--json")
    return [sys.executable, "-m", "pip", "index", "versions", *options, name]


def _pip_answer(output: str) -> Any:
    if output.lstrip().startswith("{"):
        return json.loads(output)["latest"]
    match = _PIP_LINE.search(output)
    return match[1] if match else None


def _npm(name: str) -> list[str]:
    return ["npm", "view", name, "version", "--json", "--no-update-notifier"]


_CLIENTS: dict[str, tuple[Callable[[str], list[str]], Callable[[str], Any]]] = {
    PYPI: (_pip, _pip_answer),
    NPM: (_npm, json.loads),
}
