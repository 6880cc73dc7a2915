"""What a stack runs: a description of each program, and those of CommonTrace itself."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scripts.stack.files import digest
from scripts.stack.layout import REPOSITORY, Layout

INFRASTRUCTURE = ("postgres", "redis", "elasticsearch")
APPLICATION = ("api", "relay", "worker", "maintenance", "mcp")
PROGRAMS = INFRASTRUCTURE + APPLICATION

# What the programs of CommonTrace are made of; a change there restarts them at the next `up`.
SOURCES = ("app", "search", "jobs", "mcp_server", "es_mappings", "wsgi.py", "requirements.txt")


@dataclass(frozen=True)
class Program:
    """A program under supervision. `revision` changes whenever a running one must be started anew."""

    name: str
    command: tuple[str, ...]
    directory: Path
    revision: str
    environment: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None
    stop_signal: str = "TERM"
    stop_seconds: int = 15
    stop_group: bool = False

    @property
    def autostart(self) -> bool:
        """Whether it may start before the database has its tables."""
        return self.name in INFRASTRUCTURE

    @property
    def priority(self) -> int:
        """Low ones start first and stop last."""
        return 10 if self.name in INFRASTRUCTURE else 20


def application(layout: Layout, environment_text: str) -> list[Program]:
    """The API, the relay, the workers and the MCP server, with the environment in the stack's file."""
    python = sys.executable
    launch = (python, "-m", "scripts.stack.launch", str(layout.environment_file))
    commands = {
        "api": (python, "-m", "gunicorn", "-c", "app/gunicorn.py", "wsgi:app"),
        "relay": (python, "-m", "jobs.relay"),
        "worker": (python, "-m", "jobs.worker", "index"),
        "maintenance": (python, "-m", "jobs.worker", "maintenance"),
        "mcp": (python, "-m", "mcp_server", "http"),
    }
    revision = digest(environment_text, source_revision(REPOSITORY, SOURCES))
    return [
        Program(
            name=name,
            command=(*launch, *command),
            directory=REPOSITORY,
            revision=revision,
            environment={"PYTHONUNBUFFERED": "1"},
        )
        for name, command in commands.items()
    ]


def source_revision(root: Path, sources: Iterable[str]) -> str:
    """Fingerprint of files by path, size and time of change: cheap, and wrong only towards one restart too many."""
    seen = []
    for source in sources:
        top = root / source
        files = sorted(top.rglob("*")) if top.is_dir() else [top]
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                status = file.stat()
                seen.append(f"{file.relative_to(root)} {status.st_size} {status.st_mtime_ns}")
    return digest(*seen)
