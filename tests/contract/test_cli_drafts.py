"""What was written in the editor is never lost."""

import os
import signal
import socket
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.stack.ports import free_port
from tests.contract.command import Run, Start, answer_of, fine, home, line, run, signed_up, start
from tests.factories import trace_body

__all__ = ["home", "run", "signed_up", "start"]
Editor = Callable[[str], str]


@pytest.fixture
def draft(home: Path) -> Path:
    return home / ".commontrace" / "draft.md"


@pytest.fixture
def text() -> str:
    body = trace_body()
    return (
        f"TITLE: {body['title']}\nTAGS: cli\n\n## Context\n{body['context_text']}\n\n"
        f"## Solution\n{body['solution_text']}\n"
    )


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    """An editor in which this is written."""

    def make(text: str) -> str:
        written, program = tmp_path / "written.md", tmp_path / "editor"
        written.write_text(text, encoding="utf-8")
        program.write_text(f'#!/bin/sh\nexec cp "{written}" "$1"\n', encoding="utf-8")
        program.chmod(0o700)
        return str(program)

    return make


def test_who_says_no_finds_it_again(signed_up: Run, editor: Editor, draft: Path, text: str) -> None:
    refused = signed_up("contribute", stdin="n\n", EDITOR=editor(text))
    assert refused.returncode == 1
    assert f"Nothing was sent. Your text is kept in {draft}: 'commontrace contribute' takes it up" in refused.stderr
    assert draft.read_text(encoding="utf-8") == text
    assert (stat.S_IMODE(draft.stat().st_mode), stat.S_IMODE(draft.parent.stat().st_mode)) == (0o600, 0o700)
    # An editor in which nothing is changed.
    sent = signed_up("contribute", "--yes", EDITOR="true")
    assert (sent.returncode, "is pending." in sent.stdout) == (0, True)
    assert sent.stderr == f"Taking up what is kept in {draft}.\n"
    assert not draft.exists()
    assert "Nothing was written." in line(signed_up("contribute", "--yes", EDITOR="true"))
    assert not draft.exists()


def test_what_is_half_written_is_kept(signed_up: Run, editor: Editor, draft: Path, text: str) -> None:
    half = text.split("## Solution", maxsplit=1)[0]
    assert f"kept in {draft}" in line(signed_up("contribute", "--yes", EDITOR=editor(half)))
    assert draft.read_text(encoding="utf-8") == half
    assert signed_up("contribute", "--yes", EDITOR=editor(text)).returncode == 0
    assert not draft.exists()


def test_what_the_api_refuses_is_kept(run: Run, editor: Editor, draft: Path, text: str) -> None:
    fine(run("sign-up"))
    told = line(run("contribute", "--yes", EDITOR=editor(text)))
    assert "Email registration required" in told
    assert f"kept in {draft}" in told
    assert draft.read_text(encoding="utf-8") == text


def test_what_finds_no_api_is_kept(signed_up: Run, editor: Editor, draft: Path, text: str) -> None:
    told = line(signed_up("--url", f"http://127.0.0.1:{free_port()}", "contribute", "--yes", EDITOR=editor(text)))
    assert "can't be reached" in told
    assert f"kept in {draft}" in told
    assert draft.read_text(encoding="utf-8") == text


def test_an_editor_that_fails_takes_nothing_with_it(signed_up: Run, tmp_path: Path, draft: Path) -> None:
    crashing = tmp_path / "crashing"
    crashing.write_text('#!/bin/sh\necho "TITLE: so far" > "$1"\nexit 1\n', encoding="utf-8")
    crashing.chmod(0o700)
    assert f"kept in {draft}" in line(signed_up("contribute", EDITOR=str(crashing)))
    assert draft.read_text(encoding="utf-8") == "TITLE: so far\n"


def test_without_an_editor_there_is_no_draft(signed_up: Run, draft: Path) -> None:
    assert "kept in" not in line(signed_up("contribute", EDITOR="/nowhere/editor"))
    assert not draft.exists()


def test_a_draft_can_not_be_kept_where_nobody_can_write(run: Run, home: Path) -> None:
    (home / ".commontrace").write_text("a file where the folder should be", encoding="utf-8")
    assert "draft.md can't be written" in line(run("--key", "x", "contribute", EDITOR="true"))


def test_an_interrupt_at_the_question_keeps_it_and_sends_nothing(
    signed_up: Run, start: Start, editor: Editor, draft: Path, text: str
) -> None:
    with start("contribute", EDITOR=editor(text)) as process:
        told = _interrupted_after(process, "Send it?")
    assert "Nothing was sent. Your text is kept in" in told
    assert draft.read_text(encoding="utf-8") == text
    assert answer_of(signed_up("--json", "usage"))["write"]["used"] == 0


def test_an_interrupt_while_it_is_sent_says_nothing_of_what_was_sent(
    start: Start, editor: Editor, draft: Path, text: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with start("--url", url, "--key", "x", "contribute", "--yes", EDITOR=editor(text)) as process:
            silent.settimeout(60)
            connection, _ = silent.accept()
            with connection:
                assert connection.recv(4) == b"POST"
                process.send_signal(signal.SIGINT)
                _, told = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Nothing was sent" not in told
    assert f"Stopped. Your text is kept in {draft}" in told
    assert draft.read_text(encoding="utf-8") == text


def _interrupted_after(process: subprocess.Popen[str], said: str) -> str:
    """All that is on standard error, after an interrupt as soon as this was."""
    assert process.stderr is not None
    told = ""
    while said not in told:
        part = os.read(process.stderr.fileno(), 1000)
        assert part, told
        told += part.decode()
    process.send_signal(signal.SIGINT)
    told += process.communicate(timeout=60)[1]
    assert process.returncode == 1
    return told
