"""The stack's own behaviour, on real processes: what is killed comes back, what is stopped is gone."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest

from scripts.stack import postgres
from scripts.stack.account import service_account
from scripts.stack.layout import REPOSITORY, Layout, private_directory, resolve
from scripts.stack.processes import MARKER, end, of_stack
from scripts.stack.programs import Program
from scripts.stack.supervisor import Supervisor
from scripts.stack.supervisor_config import render
from scripts.stack.waiting import wait_until

DEADLINE_SECONDS = 60


def eventually(condition: Callable[[], bool], what: str) -> None:
    """Wait for `condition`; fails the test with `what` after a minute."""
    reason = wait_until(lambda: None if condition() else what, DEADLINE_SECONDS, lambda _: None)
    assert reason is None


def plain_environment() -> dict[str, str]:
    """This process's environment without the addresses of the stack that the tests run against."""
    return {name: value for name, value in os.environ.items() if not name.endswith(("_URL", "_PORT"))}


def stack(layout: Layout, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run one command of the stack at `layout`, with no settings but those given."""
    return subprocess.run(
        [sys.executable, "-m", "scripts.stack", "--state", str(layout.state), *arguments],
        cwd=REPOSITORY,
        env={**plain_environment(), **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )


def succeed(layout: Layout, *arguments: str, **settings: str) -> str:
    result = stack(layout, *arguments, **settings)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(params=["plain", "long, with space & 100% " + "x" * 120])
def any_layout(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Layout]:
    yield from layout_at(tmp_path / request.param / ".local")


@pytest.fixture
def layout(tmp_path: Path) -> Iterator[Layout]:
    yield from layout_at(tmp_path / ".local")


def layout_at(state: Path) -> Iterator[Layout]:
    """A place for a small stack, of which nothing is left afterwards."""
    found = resolve(state, service_account())
    yield found
    end(of_stack(found))
    for path in (*found.outside, found.state):
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def small(layout: Layout) -> Layout:
    """A running stack of Postgres and Redis."""
    succeed(layout, "up", "--only", "postgres", "redis")
    return layout


def pid_of(layout: Layout, program: str) -> int:
    """The program's process id, 0 while it does not run."""
    return next((each.pid for each in Supervisor(layout).programs() if each.name == program), 0)


@pytest.mark.parametrize("program", ["worker", "relay"])
def test_a_killed_program_of_the_running_stack_comes_back(program):
    whole = resolve(Path(os.environ["STACK_STATE_DIR"]), service_account())
    before = pid_of(whole, program)
    os.kill(before, signal.SIGKILL)
    eventually(lambda: pid_of(whole, program) not in {0, before}, f"{program} is started again")


def test_up_and_down_leave_data_and_no_process(any_layout):
    layout = any_layout
    succeed(layout, "up", "--only", "postgres", "redis")
    running = of_stack(layout)
    assert {"postgres", "redis-server"} <= {process.name() for process in running}
    with_database(layout, "CREATE TABLE kept (x int)")

    succeed(layout, "down")
    assert of_stack(layout) == []
    assert not any(process.is_running() for process in running)

    succeed(layout, "up", "--only", "postgres", "redis")
    with_database(layout, "SELECT x FROM kept")


def with_database(layout: Layout, statement: str) -> None:
    connection = psycopg2.connect(host=str(layout.service_sockets), user=postgres.SUPERUSER, dbname=postgres.DATABASE)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def test_a_second_up_leaves_running_programs_alone(small):
    before = pid_of(small, "postgres"), pid_of(small, "redis")
    succeed(small, "up", "--only", "postgres", "redis")
    assert (pid_of(small, "postgres"), pid_of(small, "redis")) == before


def test_two_ups_at_once_make_one_stack(layout):
    command = [sys.executable, "-m", "scripts.stack", "--state", str(layout.state), "up", "--only", "redis"]
    both = [
        subprocess.Popen(command, cwd=REPOSITORY, env=plain_environment(), stdout=subprocess.DEVNULL) for _ in range(2)
    ]
    assert [process.wait(DEADLINE_SECONDS) for process in both] == [0, 0]
    assert len([process for process in of_stack(layout) if process.name() == "redis-server"]) == 1


def test_a_killed_service_comes_back(small):
    before = pid_of(small, "redis")
    os.kill(before, signal.SIGKILL)
    eventually(lambda: pid_of(small, "redis") not in {0, before}, "redis is started again")


@pytest.mark.parametrize("command", ["down", "up"])
def test_orphans_of_a_killed_supervisor_do_not_stay(small, command):
    orphans = of_stack(small)
    supervisor = Supervisor(small).pid
    assert supervisor is not None
    os.kill(supervisor, signal.SIGKILL)
    eventually(lambda: not Supervisor(small).alive(), "supervisor is gone")
    succeed(small, command, *(["--only", "postgres", "redis"] if command == "up" else []))
    assert not any(process.is_running() for process in orphans)
    assert bool(of_stack(small)) is (command == "up")


def test_status_tells_whether_all_is_up(small):
    assert "RUNNING" in succeed(small, "status")
    succeed(small, "down")
    assert stack(small, "status").returncode == 1


@pytest.mark.parametrize("setting", ["API_PORT", "ELASTICSEARCH_PORT"])
def test_a_taken_port_is_named_with_its_holder_and_its_setting(layout, setting):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        program = "api" if setting == "API_PORT" else "elasticsearch"
        result = stack(layout, "up", "--only", program, **{setting: str(port)})
    assert result.returncode == 1
    for part in (f"Port {port}", f"process {os.getpid()}", f"{setting}={port + 1}"):
        assert part in result.stderr
    assert of_stack(layout) == []


def test_secrets_are_for_their_owner_alone(small):
    for name in ("stack.env", "secrets.env", "supervisord.conf"):
        assert (small.state / name).stat().st_mode & 0o777 == 0o600
    for directory in (small.control, small.service_sockets, small.services / "postgres"):
        assert directory.stat().st_mode & 0o777 == 0o700


def test_a_program_that_keeps_failing_is_tried_again_and_never_given_up(layout):
    flaky = layout.state / "flaky"
    daemon = supervise(layout, plain("redis", "sh", "-c", f"echo >> '{flaky}'; exit 1"))
    began = time.monotonic()
    eventually(lambda: flaky.exists() and len(flaky.read_text().splitlines()) >= 5, "five attempts")
    assert time.monotonic() - began < 20
    assert {program.state for program in daemon.programs()} <= {"STARTING", "RUNNING", "EXITED"}


def test_only_what_changed_is_restarted(layout):
    same, changing = plain("redis", "sleep", "600"), plain("postgres", "sleep", "600")
    daemon = supervise(layout, same, changing)
    eventually(lambda: bool(pid_of(layout, "redis") and pid_of(layout, "postgres")), "both run")
    before = pid_of(layout, "redis"), pid_of(layout, "postgres")
    changed = plain("postgres", "sleep", "600", revision="2")
    assert daemon.apply(render(layout, [same, changed], user())) == ["postgres"]
    eventually(lambda: pid_of(layout, "postgres") not in {0, before[1]}, "the changed one runs anew")
    assert pid_of(layout, "redis") == before[0]


def user() -> str | None:
    """Who supervisor must say it runs as, if it is root."""
    return "root" if service_account() else None


def plain(name: str, *command: str, revision: str = "1") -> Program:
    return Program(name=name, command=command, directory=Path("/"), revision=revision)


def supervise(layout: Layout, *programs: Program) -> Supervisor:
    layout.logs.mkdir(parents=True)
    private_directory(layout.control, None)
    daemon = Supervisor(layout)
    daemon.start(render(layout, programs, user()), {name: os.environ[name] for name in ("PATH",)} | {MARKER: ""})
    return daemon
