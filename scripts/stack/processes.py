"""Processes of a stack, also those that no supervisor knows any more."""

import signal
from collections.abc import Iterable
from pathlib import Path

import psutil

from scripts.stack.layout import Layout

# Set for supervisor and so inherited by all it starts; its value is the stack's state directory.
MARKER = "COMMONTRACE_STACK"

# These overwrite the memory that holds their environment with a title, so they are known by where they work.
TITLED = {"postgres": "postgres", "redis-server": "redis"}

PATIENCE_SECONDS = 15


def of_stack(layout: Layout) -> list[psutil.Process]:
    """Every living process of the stack, supervisor included."""
    return [process for process in psutil.process_iter() if _belongs(process, layout)]


def _belongs(process: psutil.Process, layout: Layout) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        if service := TITLED.get(process.name()):
            return layout.services / service in (Path(process.cwd()), *Path(process.cwd()).parents)
        return process.environ().get(MARKER) == str(layout.state)
    except (psutil.Error, OSError):
        return False


def in_use(directory: Path) -> bool:
    """Whether any process was started from below `directory`."""
    prefix = f"{directory}/"
    return any(prefix in part for process in psutil.process_iter() for part in _command_line(process))


def end(processes: Iterable[psutil.Process]) -> None:
    """Ask processes to end, and kill those that have not after 15 seconds."""
    living = list(processes)
    for process in living:
        # Postgres takes TERM as "when the last client has gone", INT as "now".
        _signal(process, signal.SIGINT if _name(process) == "postgres" else signal.SIGTERM)
    _, stubborn = psutil.wait_procs(living, timeout=PATIENCE_SECONDS)
    for process in stubborn:
        _signal(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=PATIENCE_SECONDS)


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return [process.exe(), *process.cmdline()]
    except psutil.Error:
        return []


def _name(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.Error:
        return ""


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
