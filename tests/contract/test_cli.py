"""The `commontrace` command as a person runs it: a process of its own, against the real API."""

import json
import os
import stat
import subprocess
import sys
import tomllib
import uuid
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.stack.layout import REPOSITORY
from scripts.stack.ports import free_port
from tests.factories import trace_body

URL = "COMMONTRACE_API_BASE_URL"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def run(home: Path) -> Run:
    """Run the command; `stdin` is what is typed, other keywords are environment variables."""

    def make(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name in {"PATH", URL}}
        own = {**kept, "HOME": str(home), "COLUMNS": "160", "PYTHONUTF8": "1", **environment}
        command = [sys.executable, "-m", "scripts.cli", *arguments]
        return subprocess.run(
            command, cwd=REPOSITORY, env=own, input=stdin, capture_output=True, text=True, timeout=60, check=False
        )

    return make


@pytest.fixture
def signed_up(run: Run) -> Run:
    """The command of somebody who may contribute."""
    _fine(run("sign-up", "--email", f"{uuid.uuid4().hex}@commontrace.auto", "--name", "Ada"))
    return run


def _fine(ended: subprocess.CompletedProcess[str]) -> str:
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def _json(ended: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_fine(ended))
    return found


def _line(ended: subprocess.CompletedProcess[str]) -> str:
    """The one line that says what went wrong."""
    assert ended.returncode != 0
    assert ended.stderr.startswith("Error: ")
    assert ended.stderr.count("\n") == 1
    assert "Traceback" not in ended.stdout + ended.stderr
    return ended.stderr


def test_the_entry_point_leads_to_the_command() -> None:
    told = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    module, _, function = told["project"]["scripts"]["commontrace"].partition(":")
    package, _, name = module.partition(".")
    folder = told["tool"]["setuptools"]["package-dir"][package]
    assert callable(getattr(import_module(f"{folder.replace('/', '.')}.{name}"), function))


def test_alone_it_tells_what_it_can_do(run: Run) -> None:
    told = run()
    assert (told.returncode, "sign-up" in told.stderr, "contribute" in told.stderr) == (2, True, True)


def test_signing_up_keeps_the_key_for_its_owner_alone(run: Run, home: Path) -> None:
    email = f"{uuid.uuid4().hex}@commontrace.auto"
    assert "You may read and contribute now" in _fine(run("sign-up", "--email", email))
    file = home / ".commontrace" / "config.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert httpx.get(f"{kept['api_base_url']}/api/v1/keys/verify", headers={"X-API-Key": kept["api_key"]}).is_success
    assert "already registered" in _line(run("sign-up", "--email", email))
    assert json.loads(file.read_text(encoding="utf-8")) == kept
    assert "You may read now" in _fine(run("sign-up"))
    made = _json(run("--json", "sign-up", "--email", f"{uuid.uuid4().hex}@commontrace.auto"))
    assert made["api_key"] == json.loads(file.read_text(encoding="utf-8"))["api_key"]


def test_searching_and_reading(signed_up: Run, contribute: Callable[..., str]) -> None:
    body = trace_body(title=f"Worker loses its lease {uuid.uuid4().hex[:8]}", tags=["cli-search"])
    trace_id = contribute(**body)
    table = _fine(signed_up("search", *body["title"].split()))
    assert body["title"] in table
    assert trace_id in table
    assert "commontrace get ID" in table
    answer = _json(signed_up("--json", "search", "--tag", "cli-search", "--limit", "1"))
    assert [result["id"] for result in answer["results"]] == [trace_id]
    typed = _json(signed_up("--json", "search", "-", stdin=body["title"]))
    assert trace_id in {result["id"] for result in typed["results"]}
    assert "Nothing found." in _fine(signed_up("search", "--tag", f"no-{uuid.uuid4().hex[:8]}"))
    shown = _fine(signed_up("get", trace_id))
    assert body["title"] in shown
    assert body["solution_text"] in shown
    assert _json(signed_up("--json", "get", trace_id))["id"] == trace_id


class TestContributing:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        body = trace_body()
        file = tmp_path / "trace.md"
        file.write_text(
            f"TITLE: {body['title']}\nTAGS: python, cli\n\n## Context\n{body['context_text']}\n\n"
            f"## Solution\n{body['solution_text']}\n",
            encoding="utf-8",
        )
        return file

    def test_shows_what_it_is_about_to_send_and_asks(self, signed_up: Run, file: Path) -> None:
        title = file.read_text(encoding="utf-8").splitlines()[0].removeprefix("TITLE: ")
        kept = signed_up("contribute", "--file", str(file), stdin="n\n")
        assert (kept.returncode, title in kept.stdout, "preview" in kept.stdout) == (1, True, True)
        assert kept.stderr.endswith("Nothing was sent.\n")
        assert signed_up("contribute", "--file", str(file), stdin="").returncode == 1
        assert _json(signed_up("--json", "usage"))["write"]["used"] == 0
        sent = signed_up("contribute", "--file", str(file), stdin="y\n")
        assert sent.returncode == 0
        assert "is pending." in sent.stdout

    def test_takes_it_from_options(self, signed_up: Run) -> None:
        body = trace_body()
        parts = ("--title", body["title"], "--context", body["context_text"], "--solution", body["solution_text"])
        made = _json(signed_up("--json", "contribute", *parts, "--tag", "python", "--yes"))
        found = _json(signed_up("--json", "get", made["id"]))
        assert (found["title"], found["tags"]) == (body["title"], ["python"])

    def test_takes_it_from_an_editor(self, signed_up: Run, file: Path, tmp_path: Path) -> None:
        editor = tmp_path / "editor"
        editor.write_text(f'#!/bin/sh\ncp "{file}" "$1"\n', encoding="utf-8")
        editor.chmod(0o700)
        assert "is pending." in _fine(signed_up("contribute", "--yes", EDITOR=str(editor)))
        assert "Nothing was written" in _line(signed_up("contribute", "--yes", EDITOR="true"))

    def test_says_what_is_missing(self, signed_up: Run, tmp_path: Path) -> None:
        assert "--solution" in _line(signed_up("contribute", "--title", "Half of it"))
        assert "nowhere.md" in _line(signed_up("contribute", "--file", str(tmp_path / "nowhere.md")))
        half = tmp_path / "half.md"
        half.write_text("TITLE: Half of it\n", encoding="utf-8")
        assert "## Solution" in _line(signed_up("contribute", "--file", str(half), "--yes"))
        (tmp_path / "bytes.md").write_bytes(b"\xff\xfe\x00")
        assert "UTF-8" in _line(signed_up("contribute", "--file", str(tmp_path / "bytes.md"), "--yes"))

    def test_tells_why_it_was_refused(self, run: Run, signed_up: Run, file: Path) -> None:
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("## Solution\n", f"## Solution\nAKIA{'Q3EGRKN5XZ7WJ2PT'} "), encoding="utf-8")
        assert "Content rejected" in _line(signed_up("contribute", "--file", str(file), "--yes"))
        _fine(run("sign-up"))
        assert "Email registration required" in _line(run("contribute", "--file", str(file), "--yes"))


def test_voting_and_reporting_outcomes(signed_up: Run, contribute: Callable[..., str]) -> None:
    trace_id = contribute(**trace_body())
    assert "--because" in _line(signed_up("vote", trace_id, "down"))
    assert "Voted up." in _fine(signed_up("vote", trace_id, "up"))
    assert "Already voted" in _line(signed_up("vote", trace_id, "down", "--because", "wrong"))
    told = _fine(signed_up("outcome", trace_id, "worked", "--language", "python", "--note", "At once."))
    assert "Reported: worked." in told
    other = contribute(**trace_body())
    made = _json(signed_up("--json", "vote", other, "down", "--because", "outdated", "--note", "Since 3.0."))
    assert (made["vote_type"], made["feedback_tag"]) == ("down", "outdated")
    assert _json(signed_up("--json", "outcome", other, "failed"))["result"] == "failed"


def test_usage(signed_up: Run) -> None:
    shown = _fine(signed_up("usage"))
    assert "Plan free" in shown
    assert "writes" in shown
    assert len(_json(signed_up("--json", "usage", "--days", "3"))["daily"]) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("get", "not-an-id"), "not-an-id"),
        (("get", str(uuid.UUID(int=1))), "Trace not found"),
        (("search",), "At least one of"),
        (("search", "x", "--limit", "51"), "51"),
        (("vote", str(uuid.UUID(int=1)), "sideways"), "sideways"),
        (("outcome", str(uuid.UUID(int=1)), "exploded"), "exploded"),
        (("usage", "--days", "0"), "0"),
        (("dance",), "dance"),
        (("sign-up", "--email", "nobody"), "e-mail"),
    ],
)
def test_bad_input_is_one_clear_line(signed_up: Run, arguments: tuple[str, ...], said: str) -> None:
    assert said in _line(signed_up(*arguments))


def test_without_a_key_it_says_how_to_get_one(run: Run) -> None:
    for arguments in (("search", "x"), ("usage",), ("get", str(uuid.UUID(int=1)))):
        assert "commontrace sign-up" in _line(run(*arguments))
    assert "isn't valid there" in _line(run("--key", "ct_test_wrong", "usage"))


@pytest.mark.parametrize("arguments", [("search", "x"), ("usage",), ("sign-up",)])
def test_an_api_that_is_down_is_one_clear_line(run: Run, arguments: tuple[str, ...]) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    assert f"{url} can't be reached" in _line(run("--url", url, *arguments))


def test_an_address_of_something_else_is_one_clear_line(run: Run) -> None:
    elsewhere = os.environ["ELASTICSEARCH_URL"]
    assert "is it the right address?" in _line(run("--url", elsewhere, "--key", "x", "usage"))
    assert "can't" in _line(run("--url", "http://[", "usage"))
