"""The `commontrace` command as a person runs it: a process of its own, against the real API."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.stack.layout import REPOSITORY

URL = "COMMONTRACE_API_BASE_URL"
Run = Callable[..., subprocess.CompletedProcess[str]]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def start(home: Path) -> Start:
    """Start the command; keywords are environment variables."""

    def make(*arguments: str, **environment: str) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", URL}}
        own = {**kept, "HOME": str(home), "COLUMNS": "160", "PYTHONUTF8": "1", **environment}
        command, pipe = [sys.executable, "-m", "scripts.cli", *arguments], subprocess.PIPE
        return subprocess.Popen(command, cwd=REPOSITORY, env=own, stdin=pipe, stdout=pipe, stderr=pipe, text=True)

    return make


@pytest.fixture
def run(start: Start) -> Run:
    """Run the command; `stdin` is what is typed, other keywords are environment variables."""

    def make(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        with start(*arguments, **environment) as process:
            try:
                out, err = process.communicate(stdin, timeout=60)
            finally:
                process.kill()
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    return make


@pytest.fixture
def signed_up(run: Run) -> Run:
    """The command of somebody who may contribute."""
    fine(run("sign-up", "--email", f"{uuid.uuid4().hex}@commontrace.auto", "--name", "Ada"))
    return run


def fine(ended: subprocess.CompletedProcess[str]) -> str:
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def answer_of(ended: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fine(ended))
    return found


def line(ended: subprocess.CompletedProcess[str]) -> str:
    """The one line that says what went wrong."""
    assert ended.returncode != 0
    assert ended.stderr.startswith("Error: ")
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stdout + ended.stderr
    return ended.stderr
