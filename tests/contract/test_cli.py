"""The `commontrace` command as a person runs it: a process of its own, against the real API."""

import json
import os
import stat
import tomllib
import uuid
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import httpx
import pytest

from scripts.stack.layout import REPOSITORY
from scripts.stack.ports import free_port
from tests.contract.command import Run, answer_of, fine, home, line, run, signed_up, start
from tests.factories import trace_body

__all__ = ["home", "run", "signed_up", "start"]


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
    assert "You may read and contribute now" in fine(run("sign-up", "--email", email))
    file = home / ".commontrace" / "config.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert httpx.get(f"{kept['api_base_url']}/api/v1/keys/verify", headers={"X-API-Key": kept["api_key"]}).is_success
    assert "already registered" in line(run("sign-up", "--email", email))
    assert json.loads(file.read_text(encoding="utf-8")) == kept
    assert "You may read now" in fine(run("sign-up"))
    made = answer_of(run("--json", "sign-up", "--email", f"{uuid.uuid4().hex}@commontrace.auto"))
    assert made["api_key"] == json.loads(file.read_text(encoding="utf-8"))["api_key"]


def test_searching_and_reading(signed_up: Run, contribute: Callable[..., str]) -> None:
    body = trace_body(title=f"Worker loses its lease {uuid.uuid4().hex[:8]}", tags=["cli-search"])
    trace_id = contribute(**body)
    table = fine(signed_up("search", *body["title"].split()))
    assert body["title"] in table
    assert trace_id in table
    assert "commontrace get ID" in table
    answer = answer_of(signed_up("--json", "search", "--tag", "cli-search", "--limit", "1"))
    assert [result["id"] for result in answer["results"]] == [trace_id]
    typed = answer_of(signed_up("--json", "search", "-", stdin=body["title"]))
    assert trace_id in {result["id"] for result in typed["results"]}
    assert "Nothing found." in fine(signed_up("search", "--tag", f"no-{uuid.uuid4().hex[:8]}"))
    shown = fine(signed_up("get", trace_id))
    assert body["title"] in shown
    assert body["solution_text"] in shown
    assert answer_of(signed_up("--json", "get", trace_id))["id"] == trace_id


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
        assert answer_of(signed_up("--json", "usage"))["write"]["used"] == 0
        sent = signed_up("contribute", "--file", str(file), stdin="y\n")
        assert sent.returncode == 0
        assert "is pending." in sent.stdout

    def test_takes_it_from_options(self, signed_up: Run) -> None:
        body = trace_body()
        parts = ("--title", body["title"], "--context", body["context_text"], "--solution", body["solution_text"])
        made = answer_of(signed_up("--json", "contribute", *parts, "--tag", "python", "--yes"))
        found = answer_of(signed_up("--json", "get", made["id"]))
        assert (found["title"], found["tags"]) == (body["title"], ["python"])

    def test_takes_it_from_an_editor(self, signed_up: Run, file: Path, tmp_path: Path) -> None:
        editor = tmp_path / "editor"
        editor.write_text(f'#!/bin/sh\ncp "{file}" "$1"\n', encoding="utf-8")
        editor.chmod(0o700)
        assert "is pending." in fine(signed_up("contribute", "--yes", EDITOR=str(editor)))
        assert "Nothing was written" in line(signed_up("contribute", "--yes", EDITOR="true"))

    def test_says_what_is_missing(self, signed_up: Run, tmp_path: Path) -> None:
        assert "--solution" in line(signed_up("contribute", "--title", "Half of it"))
        assert "nowhere.md" in line(signed_up("contribute", "--file", str(tmp_path / "nowhere.md")))
        half = tmp_path / "half.md"
        half.write_text("TITLE: Half of it\n", encoding="utf-8")
        assert "## Solution" in line(signed_up("contribute", "--file", str(half), "--yes"))
        (tmp_path / "bytes.md").write_bytes(b"\xff\xfe\x00")
        assert "UTF-8" in line(signed_up("contribute", "--file", str(tmp_path / "bytes.md"), "--yes"))

    def test_tells_why_it_was_refused(self, run: Run, signed_up: Run, file: Path) -> None:
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("## Solution\n", f"## Solution\nAKIA{'Q3EGRKN5XZ7WJ2PT'} "), encoding="utf-8")
        assert "Content rejected" in line(signed_up("contribute", "--file", str(file), "--yes"))
        fine(run("sign-up"))
        assert "Email registration required" in line(run("contribute", "--file", str(file), "--yes"))


def test_voting_and_reporting_outcomes(signed_up: Run, contribute: Callable[..., str]) -> None:
    trace_id = contribute(**trace_body())
    assert "--because" in line(signed_up("vote", trace_id, "down"))
    assert "Voted up." in fine(signed_up("vote", trace_id, "up"))
    assert "Already voted" in line(signed_up("vote", trace_id, "down", "--because", "wrong"))
    told = fine(signed_up("outcome", trace_id, "worked", "--language", "python", "--note", "At once."))
    assert "Reported: worked." in told
    other = contribute(**trace_body())
    made = answer_of(signed_up("--json", "vote", other, "down", "--because", "outdated", "--note", "Since 3.0."))
    assert (made["vote_type"], made["feedback_tag"]) == ("down", "outdated")
    assert answer_of(signed_up("--json", "outcome", other, "failed"))["result"] == "failed"


def test_usage(signed_up: Run) -> None:
    shown = fine(signed_up("usage"))
    assert "Plan free" in shown
    assert "writes" in shown
    assert len(answer_of(signed_up("--json", "usage", "--days", "3"))["daily"]) == 3


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
    assert said in line(signed_up(*arguments))


def test_without_a_key_it_says_how_to_get_one(run: Run) -> None:
    for arguments in (("search", "x"), ("usage",), ("get", str(uuid.UUID(int=1)))):
        assert "commontrace sign-up" in line(run(*arguments))
    assert "isn't valid there" in line(run("--key", "ct_test_wrong", "usage"))


@pytest.mark.parametrize("arguments", [("search", "x"), ("usage",), ("sign-up",)])
def test_an_api_that_is_down_is_one_clear_line(run: Run, arguments: tuple[str, ...]) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    assert f"{url} can't be reached" in line(run("--url", url, *arguments))


def test_an_address_of_something_else_is_one_clear_line(run: Run) -> None:
    elsewhere = os.environ["ELASTICSEARCH_URL"]
    assert "is it the right address?" in line(run("--url", elsewhere, "--key", "x", "usage"))
    assert "can't" in line(run("--url", "http://[", "usage"))
