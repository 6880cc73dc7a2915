"""Programs of others as clients: the official conformance suite, the inspector, Claude Code's command line.

They come by npm at the first run and stay in the user's cache. Without npm there is nothing to run them with.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import npm_tools
from tests.mcp_running import REPOSITORY, http_server

pytestmark = pytest.mark.npm

API = os.environ.get("COMMONTRACE_API_BASE_URL", "")

SCENARIOS = (
    "server-initialize",
    "ping",
    "tools-list",
    "resources-list",
    "prompts-list",
    "dns-rebinding-protection",
)
"""Of the suite, those that ask nothing of a server but to be one. The others call fixtures of a test server."""

PATIENCE_S = 120


@dataclass(frozen=True)
class Programs:
    """Where they are, and the environment to run them in: a home of its own and nothing of this process's."""

    folder: Path
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.folder / command[0]), *command[1:]],
            env=self.environment,
            cwd=self.environment["HOME"],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_S,
        )


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Programs:
    folder = npm_tools.provide()
    if folder is None:
        pytest.skip("npm isn't there")
    home = tmp_path_factory.mktemp("home")
    environment = {
        "HOME": str(home),
        "PATH": f"{folder}:{os.environ['PATH']}",
        "MCP_CATALOG_PATH": str(home / "catalog.json"),
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
    }
    return Programs(folder, environment)


@pytest.fixture(scope="module")
def url(api, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with http_server(API, tmp_path_factory.mktemp("mcp") / "log") as address:
        yield address


@pytest.fixture(scope="module")
def key(api) -> str:
    return api.headers["X-API-Key"]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_conformance_suite_passes(programs: Programs, url: str, scenario: str) -> None:
    ran = programs.run("conformance", "server", "--url", url, "--scenario", scenario)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "0 failed, 0 warnings" in ran.stdout


@pytest.mark.parametrize("transport", ["http", "stdio"])
def test_the_inspector_lists_and_calls(programs: Programs, url: str, key: str, transport: str) -> None:
    def inspect(*arguments: str) -> dict[str, object]:
        # The command of a stdio server ends the list of options.
        settings = (f"COMMONTRACE_API_KEY={key}", f"COMMONTRACE_API_BASE_URL={API}", f"PYTHONPATH={REPOSITORY}")
        patient = "MCP_READ_DEADLINE_MS=8000"
        if transport == "http":
            command = [url, "--transport", "http", "--header", f"x-api-key: {key}", *arguments]
        else:
            given = [word for setting in (*settings, patient) for word in ("-e", setting)]
            command = [*arguments, *given, sys.executable, "-m", "mcp_server"]
        ran = programs.run("mcp-inspector", "--cli", *command)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        found: dict[str, object] = json.loads(ran.stdout)
        return found

    assert len(inspect("--method", "tools/list", "--strict")["tools"]) == 8
    called = inspect("--method", "tools/call", "--tool-name", "list_tags", "--tool-arg", "prefix=py")
    assert called["structuredContent"]["degraded"] is False


def test_claude_code_connects_over_both_transports(programs: Programs, url: str, key: str) -> None:
    def claude(*arguments: str) -> str:
        ran = programs.run("claude", "mcp", *arguments)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    claude("add", "--transport", "http", "-s", "user", "trace-http", url, "--header", f"x-api-key: {key}")
    settings = (f"COMMONTRACE_API_KEY={key}", f"COMMONTRACE_API_BASE_URL={API}", f"PYTHONPATH={REPOSITORY}")
    given = [word for setting in settings for word in ("-e", setting)]
    claude("add", "-s", "user", "trace-stdio", *given, "--", sys.executable, "-m", "mcp_server")
    lines = {line.split(":")[0]: line for line in claude("list").splitlines() if line.startswith("trace-")}
    assert lines.keys() == {"trace-http", "trace-stdio"}
    assert not [line for line in lines.values() if not line.endswith("Connected")]
    assert urlsplit(url).netloc in lines["trace-http"]
