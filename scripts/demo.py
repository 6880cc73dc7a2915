"""The main job end to end: `python -m scripts.demo`, run by `make demo` on a running stack.

Loads the seed traces, makes keys, contributes a trace over the API, and searches three ways.
"""

import os
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.accounts import service as accounts
from app.core.db import Database
from app.core.principal import CONTRIBUTE, MODERATE, READ
from app.core.settings import Settings, load_settings
from app.traces import service as traces
from app.traces.rules import REMOVED
from scripts import seed
from scripts.library.files import SeedError, read_all

ENV_FILE = Path(".local/demo.env")
MODERATOR = uuid.UUID("00000000-0000-4000-8000-00000000d0de")

SEARCHES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("an error line", {"q": "error: externally-managed-environment"}),
    ("plain words that no trace contains", {"q": "my background coroutine silently vanishes before it is done"}),
    ("a question with a tag", {"q": "how do I add a column without blocking writers?", "tags": ["postgresql"]}),
)
SEARCHABLE_WITHIN_S = 10.0


def main() -> int:
    console = Console()
    settings = load_settings()
    database = Database(settings.database_url.get_secret_value())
    try:
        with console.status("loading the seed traces") as status:
            outcome = seed.load_all(
                database, read_all(), lambda left: status.update(f"loading the seed traces: {left} to go")
            )
        with console.status("indexing") as status:
            seed.wait_until_indexed(database, lambda pending: status.update(f"indexing: {pending} traces to go"))
        console.print(f"seed traces: {seed.summary(outcome)}")
        base_url = os.environ.get("COMMONTRACE_API_BASE_URL", f"http://{settings.api_host}:{settings.api_port}")
        with httpx.Client(base_url=base_url, timeout=10) as client:
            environment = _environment(database, settings, client)
            client.headers[settings.api_key_header_name] = environment["COMMONTRACE_API_KEY"]
            _contribute(console, client, database)
            for title, query in SEARCHES:
                _search(console, client, title, query)
    except (SeedError, TimeoutError, httpx.HTTPError) as error:
        console.print(f"[red]demo:[/red] {escape(str(error))}")
        return 1
    finally:
        database.close()
    console.print(f"\nkeys and addresses: {ENV_FILE}   (use them: [bold]set -a; . {ENV_FILE}; set +a[/bold])")
    return 0


def _environment(database: Database, settings: Settings, client: httpx.Client) -> dict[str, str]:
    """The demo's keys: those of an earlier run while they are valid, else new ones. Written for the user's shell."""
    known = _read_env(ENV_FILE)
    key, moderator_key = known.get("COMMONTRACE_API_KEY", ""), known.get("COMMONTRACE_MODERATOR_KEY", "")
    header = settings.api_key_header_name
    if client.get("/api/v1/keys/verify", headers={header: key}).status_code != 200:
        answer = client.post(
            "/api/v1/keys", json={"email": f"demo-{uuid.uuid4().hex[:8]}@commontrace.auto", "display_name": "Demo"}
        )
        key = answer.raise_for_status().json()["api_key"]
    if client.get("/api/v1/keys/verify", headers={header: moderator_key}).status_code != 200:
        with database.transaction() as session:
            accounts.ensure_contributor(session, MODERATOR, "moderator@commontrace.internal", "Demo moderator")
            moderator_key = accounts.issue_key(
                session, settings.peppers[0], settings.key_environment, MODERATOR, [READ, CONTRIBUTE, MODERATE]
            )
    token = settings.admin_dashboard_token
    environment = {
        "COMMONTRACE_API_BASE_URL": str(client.base_url).rstrip("/"),
        "COMMONTRACE_API_KEY": key,
        "COMMONTRACE_MCP_URL": os.environ.get("COMMONTRACE_MCP_URL", ""),
        "COMMONTRACE_MODERATOR_KEY": moderator_key,
        "COMMONTRACE_ADMIN_TOKEN": token.get_secret_value() if token else "",
    }
    ENV_FILE.parent.mkdir(exist_ok=True)
    ENV_FILE.touch(mode=0o600)
    ENV_FILE.write_text("".join(f"{name}={value}\n" for name, value in environment.items()))
    return environment


def _read_env(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def _contribute(console: Console, client: httpx.Client, database: Database) -> None:
    """Submit a trace of this run's own, say how soon it can be found, and take it away again."""
    mark = uuid.uuid4().hex[:10]
    answer = client.post(
        "/api/v1/traces",
        json={
            "title": f"Demo run {mark}: the stack answers its first question",
            "context_text": f"Run {mark} of make demo wants to know whether a fresh trace can be found.",
            "solution_text": "Submit it, wait for the worker, search for the run's mark.",
            "tags": ["commontrace-demo"],
        },
    )
    trace_id = answer.raise_for_status().json()["id"]
    accepted = time.perf_counter()
    while time.perf_counter() - accepted < SEARCHABLE_WITHIN_S:
        found = client.post("/api/v1/traces/search", json={"q": f"demo run {mark}", "limit": 1}).raise_for_status()
        if any(result["id"] == trace_id for result in found.json()["results"]):
            console.print(f"a trace submitted over the API was searchable {time.perf_counter() - accepted:.2f} s later")
            with database.transaction() as session:
                traces.set_visibility(session, uuid.UUID(trace_id), REMOVED)
            return
    raise TimeoutError(f"the trace {trace_id} wasn't searchable within {SEARCHABLE_WITHIN_S:.0f} s: see 'make logs'")


def _search(console: Console, client: httpx.Client, title: str, query: dict[str, Any]) -> None:
    started = time.perf_counter()
    answer = client.post("/api/v1/traces/search", json={**query, "limit": 3}).raise_for_status().json()
    took_ms = (time.perf_counter() - started) * 1000
    asked = escape(query["q"]) + "".join(f"  +{tag}" for tag in query.get("tags", []))
    table = Table(title=f"{title}: [bold]{asked}[/bold]   ({took_ms:.0f} ms)", title_justify="left", expand=True)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("cosine", justify="right", no_wrap=True)
    table.add_column("matched by", no_wrap=True)
    table.add_column("trace", ratio=1)
    for result in answer["results"]:
        table.add_row(
            f"{result['combined_score']:.3f}",
            f"{result['similarity_score']:.2f}",
            " + ".join(result["matched_by"]),
            f"{escape(result['title'])}\n[dim]{escape(', '.join(result['tags']))}[/dim]",
        )
    console.print()
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
