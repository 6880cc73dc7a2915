"""`up`: make everything run that should run, and wait until it serves."""

import sys
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager

from scripts.stack import elasticsearch, model, postgres, redis
from scripts.stack.commandline import run
from scripts.stack.commands.down import stop_everything
from scripts.stack.context import Context
from scripts.stack.distribution import provide
from scripts.stack.layout import REPOSITORY, private_directory
from scripts.stack.locking import exclusive
from scripts.stack.ports import port_or_another, require_free
from scripts.stack.processes import of_stack
from scripts.stack.programs import APPLICATION, PROGRAMS, Program, application
from scripts.stack.readiness import api_not_ready, await_program, mcp_not_ready
from scripts.stack.supervisor_config import render

SERVICE_SECONDS = 60
ELASTICSEARCH_SECONDS = 180
API_SECONDS = 90
MCP_SECONDS = 60

# A service whose address the user gives is not started.
GIVEN = {"postgres": "DATABASE_URL", "redis": "REDIS_URL", "elasticsearch": "ELASTICSEARCH_URL"}


def up(context: Context, only: Collection[str] = PROGRAMS) -> None:
    """Start the programs `only` (by default all) as far as they do not run, and those anew whose settings changed.

    Raises StackError with the reason when one of them does not get ready.
    """
    layout = context.layout
    names = [name for name in PROGRAMS if name in only and not context.settings.get(GIVEN.get(name, ""))]
    layout.logs.mkdir(parents=True, exist_ok=True)
    with exclusive(layout.lock, context.reporter):
        _check_ports(context, names)
        if "mcp" in names:
            context = _with_free_mcp_port(context)
        private_directory(layout.control, None)
        layout.services.mkdir(parents=True, exist_ok=True)
        layout.metrics.mkdir(parents=True, exist_ok=True)
        private_directory(layout.service_sockets, context.account)
        environment_text = context.compose_environment()
        programs = _describe(context, names, environment_text)
        _supervise(context, programs)
        _await_stores(context, names)
        applied = [name for name in names if name in APPLICATION]
        if applied:
            # Elasticsearch takes longest to start; the time is used.
            _run(context, "Migrating the database", "scripts.migrate")
            with _cache(context):
                model.provide(layout, context.settings, context.reporter)
        if applied or "elasticsearch" in names:
            _await_elasticsearch(context, own="elasticsearch" in names)
        if applied:
            _run(context, "Preparing the search index", "scripts.index", "ensure")
            context.supervisor.ensure_started(applied)
        if "api" in names:
            url = context.settings.api_url
            await_program(context, "api", "Waiting for the API", lambda: api_not_ready(url), API_SECONDS)
        if "mcp" in names:
            mcp = context.settings.mcp_url
            await_program(context, "mcp", "Waiting for the MCP server", lambda: mcp_not_ready(mcp), MCP_SECONDS)


def _check_ports(context: Context, names: Collection[str]) -> None:
    settings = context.settings
    ours = {process.pid for process in of_stack(context.layout)}
    if "api" in names:
        require_free(settings.values["API_HOST"], settings.port("API_PORT"), "API_PORT", ours)
    if "elasticsearch" in names:
        require_free("127.0.0.1", settings.port("ELASTICSEARCH_PORT"), "ELASTICSEARCH_PORT", ours)


def _with_free_mcp_port(context: Context) -> Context:
    """Clients learn the MCP server's address from what we write, so unlike the API it moves out of the way."""
    settings, ours = context.settings, {process.pid for process in of_stack(context.layout)}
    last = context.written_environment().get("MCP_PORT", "")
    wanted = settings.port("MCP_PORT")
    port = port_or_another(settings.values["MCP_HOST"], wanted, int(last) if last.isdigit() else None, ours)
    if port != wanted:
        context.reporter.line(f"Port {wanted} is taken: the MCP server gets {port}")
    return context.with_mcp_port(port)


def _describe(context: Context, names: Collection[str], environment_text: str) -> list[Program]:
    layout, account = context.layout, context.account
    programs = []
    if "postgres" in names:
        with context.reporter.step("Preparing Postgres"):
            programs.append(postgres.prepare(layout, account))
    if "redis" in names:
        programs.append(redis.prepare(layout, account))
    if "elasticsearch" in names:
        with _cache(context):
            distribution = provide(layout, account, context.settings, context.reporter)
        programs.append(elasticsearch.prepare(layout, account, context.settings, distribution))
    programs += [program for program in application(layout, environment_text) if program.name in names]
    return programs


def _cache(context: Context) -> AbstractContextManager[None]:
    return exclusive(context.layout.cache / "lock", context.reporter)


def _supervise(context: Context, programs: Sequence[Program]) -> None:
    config = render(context.layout, programs, "root" if context.account else None)
    supervisor = context.supervisor
    if supervisor.alive():
        with context.reporter.step("Applying the settings") as step:
            step.outcome = ", ".join(supervisor.apply(config)) or "nothing changed"
    else:
        if of_stack(context.layout):
            # Their supervisor was killed; they hold ports and data directories.
            with context.reporter.step("Ending programs of an earlier run"):
                stop_everything(context.layout)
        # Counts of processes that are gone would be added to those of the new ones for ever.
        for left_over in context.layout.metrics.glob("*.db"):
            left_over.unlink()
        with context.reporter.step("Starting supervisor"):
            supervisor.start(config, context.inherited_environment())
    supervisor.ensure_started(program.name for program in programs if program.autostart)


def _await_stores(context: Context, names: Collection[str]) -> None:
    sockets = context.layout.service_sockets
    if "postgres" in names:
        await_program(context, "postgres", "Waiting for Postgres", lambda: postgres.not_ready(sockets), SERVICE_SECONDS)
        postgres.create_database(sockets)
    if "redis" in names:
        await_program(context, "redis", "Waiting for Redis", lambda: redis.not_ready(sockets), SERVICE_SECONDS)


def _await_elasticsearch(context: Context, *, own: bool) -> None:
    url = context.settings.elasticsearch_url
    await_program(
        context,
        "elasticsearch",
        "Waiting for Elasticsearch",
        lambda: elasticsearch.not_ready(url, own),
        ELASTICSEARCH_SECONDS,
    )


def _run(context: Context, title: str, module: str, *arguments: str) -> None:
    with context.reporter.step(title) as step:
        command = [sys.executable, "-m", module, *arguments]
        run(command, step, cwd=REPOSITORY, env=context.command_environment())
