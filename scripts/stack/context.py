"""Everything that the commands of one stack share."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from scripts.stack import model, postgres, redis
from scripts.stack.account import Account, service_account
from scripts.stack.files import write_atomically
from scripts.stack.layout import REPOSITORY, Layout, resolve
from scripts.stack.progress import Reporter
from scripts.stack.settings import Settings, kept_secrets, parse_environment, read, render_environment
from scripts.stack.supervisor import Supervisor

STATE = REPOSITORY / ".local"


@dataclass(frozen=True)
class Context:
    """One stack: where it lies, who runs its services, what the user set, and where to print."""

    layout: Layout
    account: Account | None
    settings: Settings
    reporter: Reporter

    @property
    def supervisor(self) -> Supervisor:
        return Supervisor(self.layout)

    def with_mcp_port(self, port: int) -> "Context":
        """The same stack with its MCP server on `port`."""
        values = {**self.settings.values, "MCP_PORT": str(port)}
        return replace(self, settings=replace(self.settings, values=values))

    def written_environment(self) -> dict[str, str]:
        """The environment that the programs were started with last, {} before the first time."""
        path = self.layout.environment_file
        return parse_environment(path.read_text(encoding="utf-8")) if path.exists() else {}

    def compose_environment(self) -> str:
        """Write the environment of the programs, for their owner alone; returns its text."""
        values = environment(self.layout, self.settings, kept_secrets(self.layout.state / "secrets.env"))
        text = render_environment(values)
        write_atomically(self.layout.environment_file, text, mode=0o600)
        return text

    def inherited_environment(self) -> dict[str, str]:
        """This process's environment without what are settings (they have been composed) or would mislead Python."""
        left_out = self.settings.names | {"PYTHONPATH", "PYTHONHOME"}
        return {name: value for name, value in os.environ.items() if name not in left_out}

    def command_environment(self) -> dict[str, str]:
        """The environment for a command that works on this stack."""
        return {
            **self.inherited_environment(),
            **self.written_environment(),
        }


def environment(layout: Layout, settings: Settings, secrets: Mapping[str, str]) -> dict[str, str]:
    """What the programs get: the user's settings, completed with where this stack's services are."""
    return {
        **secrets,
        **settings.values,
        "DATABASE_URL": settings.get("DATABASE_URL") or postgres.url(layout.service_sockets),
        "REDIS_URL": settings.get("REDIS_URL") or redis.url(layout.service_sockets),
        "ELASTICSEARCH_URL": settings.elasticsearch_url,
        "EMBEDDING_MODEL_DIR": str(model.directory(layout, settings)),
        "COMMONTRACE_API_BASE_URL": settings.api_url,
        "COMMONTRACE_MCP_URL": settings.mcp_url,
        "PROMETHEUS_MULTIPROC_DIR": settings.get("PROMETHEUS_MULTIPROC_DIR") or str(layout.metrics),
    }


def open_context(state: Path | None = None, settings: Settings | None = None) -> Context:
    """The stack at `state` (default: this clone's) under `settings` (default: the user's)."""
    account = service_account()
    return Context(
        layout=resolve(state or STATE, account),
        account=account,
        settings=settings or read(REPOSITORY, os.environ),
        reporter=Reporter(),
    )
