"""What the user reads."""

import io
import re

import pytest
from rich.console import Console

from scripts.stack import progress
from scripts.stack.commandline import run
from scripts.stack.commands.status import duration, without_password
from scripts.stack.errors import StackError
from scripts.stack.progress import Reporter
from scripts.stack.waiting import wait_until


@pytest.fixture
def pipe():
    return io.StringIO()


@pytest.fixture
def reporter(pipe):
    return Reporter(Console(file=pipe, soft_wrap=True))


def test_on_a_pipe_every_line_has_the_elapsed_seconds(reporter, pipe):
    with reporter.step("Building [it]") as step:
        step.outcome = "well"
    lines = pipe.getvalue().splitlines()
    assert [re.sub(r"[\d.]+s", "#", line) for line in lines] == [
        "[   #] Building [it]",
        "[   #] Building [it]: well (#)",
    ]


def test_on_a_pipe_details_come_only_now_and_then(reporter, pipe, monkeypatch):
    with reporter.step("Downloading") as step:
        step.update("1 of 2 MB")
        monkeypatch.setattr(progress, "HEARTBEAT_SECONDS", 0)
        step.update("2 of 2 MB")
    assert "1 of 2 MB" not in pipe.getvalue()
    assert "2 of 2 MB" in pipe.getvalue()


def test_a_failed_command_shows_its_last_words(reporter):
    with reporter.step("Trying") as step, pytest.raises(StackError, match=r"(?s)exit 3.*last words") as caught:
        run(["sh", "-c", "echo last words; exit 3"], step, remedy="Mend it.")
    assert caught.value.remedy == "Mend it."


def test_waiting_ends_with_the_condition_or_with_the_last_reason():
    reasons = iter(["not yet", None])
    told: list[str] = []
    assert wait_until(lambda: next(reasons), 10, told.append) is None
    assert told == ["not yet"]
    assert wait_until(lambda: "never", 0, told.append) == "never"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (59.9, "59s"), (60, "1m 0s"), (3_725, "1h 2m"), (90_000, "1d 1h")],
)
def test_a_time_span_in_its_two_largest_units(seconds, text):
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://user:secret@host/db", "postgresql://user:***@host/db"),
        ("postgresql+psycopg2://postgres@/commontrace?host=/s", "postgresql+psycopg2://postgres@/commontrace?host=/s"),
        ("http://127.0.0.1:9200", "http://127.0.0.1:9200"),
        ("redis://:secret@host:6379/0", "redis://:***@host:6379/0"),
    ],
)
def test_passwords_are_not_shown(url, shown):
    assert without_password(url) == shown
