"""Settings of a stack: process environment over `.env` over defaults, and what of them the programs get."""

import re
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from scripts.stack.errors import StackError
from scripts.stack.files import write_atomically

DEFAULTS: Mapping[str, str] = {
    "ENVIRONMENT": "development",
    "API_HOST": "127.0.0.1",
    "API_PORT": "8000",
    "ELASTICSEARCH_PORT": "9200",
    "MCP_HOST": "127.0.0.1",
    "MCP_PORT": "8080",
}

# Settings of the stack itself and of the programs' place in it. `.env.example` names the rest.
KNOWN = frozenset(DEFAULTS) | {
    "DATABASE_URL",
    "REDIS_URL",
    "ELASTICSEARCH_URL",
    "ELASTICSEARCH_API_KEY",
    "ELASTICSEARCH_HEAP",
    "ELASTICSEARCH_DOWNLOAD_BASE_URL",
    "EMBEDDING_MODEL_DIR",
    "EMBEDDING_PRECISION",
    "EMBEDDING_PROVIDER",
    "INDEX_PREFIX",
    "API_KEY_PEPPER",
    "ADMIN_DASHBOARD_TOKEN",
    "API_WORKERS",
    "API_THREADS",
}

# Generated once per stack and kept: another pepper would make every issued API key worthless.
GENERATED = ("API_KEY_PEPPER", "ADMIN_DASHBOARD_TOKEN")

_ASSIGNMENT = re.compile(r"^#?\s*([A-Z][A-Z0-9_]*)=", re.MULTILINE)


@dataclass(frozen=True)
class Settings:
    """What the user asked for, with defaults filled in. An empty value counts as not given.

    `names` are all that count as settings: the environment of a process says nothing about them beyond `values`.
    """

    values: Mapping[str, str]
    names: frozenset[str] = KNOWN

    def get(self, name: str) -> str | None:
        return self.values.get(name) or None

    def port(self, name: str) -> int:
        """The TCP port in setting `name`. Raises StackError when it is none."""
        text = self.values[name]
        if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
            raise StackError(f"{name} is {text!r}, not a port number.", f"Set {name} to a number from 1 to 65535.")
        return int(text)

    @property
    def api_url(self) -> str:
        """Where this machine reaches the API, also when it listens on every address."""
        return f"http://{_reachable(self.values['API_HOST'])}:{self.port('API_PORT')}"

    @property
    def mcp_url(self) -> str:
        """Where this machine reaches the MCP server."""
        return f"http://{_reachable(self.values['MCP_HOST'])}:{self.port('MCP_PORT')}/mcp"

    @property
    def elasticsearch_url(self) -> str:
        return (self.get("ELASTICSEARCH_URL") or "").rstrip(
            "/"
        ) or f"http://127.0.0.1:{self.port('ELASTICSEARCH_PORT')}"


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104


def names_in_example(text: str) -> frozenset[str]:
    """The settings that an example file names, those in comments (`# NAME=value`) included."""
    return frozenset(_ASSIGNMENT.findall(text))


def compose(
    process: Mapping[str, str], dotenv: Mapping[str, str | None], example: frozenset[str] = frozenset()
) -> Settings:
    """Settings by precedence. All of `dotenv` counts; of `process` only names that are settings."""
    given = {name: value for name, value in dotenv.items() if value}
    names = KNOWN | example | given.keys()
    given |= {name: value for name, value in process.items() if name in names and value}
    return Settings({**DEFAULTS, **given}, frozenset(names))


def read(repository: Path, process: Mapping[str, str]) -> Settings:
    """The user's settings for the stack of `repository`."""
    example = repository / ".env.example"
    names = names_in_example(example.read_text(encoding="utf-8")) if example.exists() else frozenset()
    return compose(process, dotenv_values(repository / ".env", interpolate=False), names)


def kept_secrets(path: Path) -> dict[str, str]:
    """The secrets generated for this stack, made at the first call and kept in `path` for its owner alone."""
    known = parse_environment(path.read_text(encoding="utf-8")) if path.exists() else {}
    values = {name: known.get(name) or secrets.token_urlsafe(32) for name in GENERATED}
    if values != known:
        write_atomically(path, render_environment(values), mode=0o600)
    return values


def render_environment(values: Mapping[str, str]) -> str:
    """`NAME=value` lines that this module and a shell (`set -a; . FILE`) read alike."""
    for name, value in values.items():
        if "\n" in value or "\0" in value:
            raise StackError(f"{name} holds a line break.", f"Give {name} a value on one line.")
    return "".join(f"{name}={shlex.quote(value)}\n" for name, value in sorted(values.items()))


def parse_environment(text: str) -> dict[str, str]:
    """Inverse of `render_environment`."""
    pairs = (token.partition("=") for token in shlex.split(text, comments=True))
    return {name: value for name, _, value in pairs}
