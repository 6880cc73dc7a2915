"""A stack of its own for one run, beside one that may be running, removed afterwards."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from scripts.stack.commands.down import stop_everything
from scripts.stack.commands.up import up
from scripts.stack.context import STATE, Context, open_context
from scripts.stack.errors import StackError
from scripts.stack.layout import REPOSITORY
from scripts.stack.locking import exclusive
from scripts.stack.ports import free_port
from scripts.stack.programs import PROGRAMS
from scripts.stack.progress import Reporter
from scripts.stack.settings import DEFAULTS, Settings, read

TEST_STATE = STATE / "test"
BENCH_STATE = STATE / "bench" / "stack"
PROOF_STATE = STATE / "proofs" / "stack"
EVALUATION_STATE = STATE / "evaluation" / "stack"
CONFORMANCE_STATE = STATE / "conformance" / "stack"
STATES = (TEST_STATE, BENCH_STATE, PROOF_STATE, EVALUATION_STATE, CONFORMANCE_STATE)
INTERRUPT_SECONDS = 15

UNHURRIED: Mapping[str, str] = {
    "RATE_LIMIT_READ_PER_MINUTE": "1000000",
    "RATE_LIMIT_WRITE_PER_MINUTE": "1000000",
    "RATE_LIMIT_SIGN_UPS": "1000000 per minute",
    "RATE_LIMIT_ANONYMOUS": "1000000 per minute",
}
"""Limits that a run of tests or benches doesn't meet unless it looks for them."""

# What such a run takes over from the user: where to get things, never where data of worth may be.
TAKEN_OVER = (
    "ELASTICSEARCH_URL",
    "ELASTICSEARCH_API_KEY",
    "ELASTICSEARCH_DOWNLOAD_BASE_URL",
    "EMBEDDING_MODEL_DIR",
    "EMBEDDING_PRECISION",
)


@dataclass
class TemporaryStack:
    """A stack that is removed in the end; `keep_logs` says whether those of its programs stay."""

    keep_logs: bool = True


@contextmanager
def temporary_stack(context: Context, only: Collection[str] = PROGRAMS) -> Iterator[TemporaryStack]:
    """Start a stack whose data is worth nothing, and remove it whatever happens in the block.

    One at a time for each state directory.
    """
    state = context.layout.state
    with exclusive(state.with_name(f"{state.name}.lock"), context.reporter), _termination_raises():
        _discard(context, logs=True)
        stack = TemporaryStack()
        try:
            up(context, only)
            yield stack
        finally:
            _tear_down(context, keep_logs=stack.keep_logs)


def run_on_own_stack(
    state: Path, command: Sequence[str], only: Collection[str] = PROGRAMS, settings: Settings | None = None
) -> int:
    """Run a command beside a stack that lives as long as it does; returns its exit code, 1 without a stack.

    What the stack tells goes to stderr: stdout is the command's.
    """
    # As `python -m scripts.stack` does, for the account that the services run under.
    os.umask(0o022)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        own = settings or temporary_settings(read(REPOSITORY, os.environ), free_port)
        context = replace(open_context(state, own), reporter=Reporter(console))
        with temporary_stack(context, only) as stack:
            code = run_inside(context, command)
            stack.keep_logs = code != 0
    except StackError as error:
        console.print(f"[bold red]Error:[/bold red] {escape(str(error))}")
        if error.remedy:
            console.print(escape(error.remedy))
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def temporary_settings(user: Settings, port: Callable[[Collection[int]], int]) -> Settings:
    """Settings of its own: ports, data and index names."""
    api = port(())
    elasticsearch = port((api,))
    own = {
        "ENVIRONMENT": "test",
        "API_PORT": str(api),
        "ELASTICSEARCH_PORT": str(elasticsearch),
        "MCP_PORT": str(port((api, elasticsearch))),
        "ELASTICSEARCH_HEAP": "512m",
        "INDEX_PREFIX": "commontrace-test",
        "BILLING_WEBHOOK_SECRET": secrets.token_urlsafe(32),
        **UNHURRIED,
    }
    taken_over = {name: value for name in TAKEN_OVER if (value := user.get(name))}
    return Settings({**DEFAULTS, **own, **taken_over}, user.names)


def run_inside(context: Context, command: Sequence[str]) -> int:
    """Run a command with the stack's environment; returns its exit code. A Ctrl-C leaves it time to report."""
    environment = {**context.command_environment(), "STACK_STATE_DIR": str(context.layout.state)}
    process = subprocess.Popen(list(command), cwd=REPOSITORY, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # The terminal has told it as well: let it finish its report.
        with suppress(subprocess.TimeoutExpired):
            process.wait(INTERRUPT_SECONDS)
        raise
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _tear_down(context: Context, *, keep_logs: bool) -> None:
    # A second Ctrl-C must not leave half a stack running.
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with context.reporter.step("Stopping the temporary stack"):
            _discard(context, logs=not keep_logs)
        if keep_logs:
            context.reporter.line(f"Logs of the programs: {context.layout.logs}")
    finally:
        signal.signal(signal.SIGINT, previous)


def _discard(context: Context, *, logs: bool) -> None:
    layout = context.layout
    stop_everything(layout)
    for path in (*layout.outside, *(layout.state.iterdir() if layout.state.exists() else ())):
        if path != layout.logs or logs:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _termination_raises() -> Iterator[None]:
    """Make SIGTERM unwind the stack of calls as Ctrl-C does, so that what was started is torn down."""
    previous = signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)
