"""`status`: what runs, since when, where, and whether the API can serve."""

from collections.abc import Sequence

from rich.table import Table

from scripts.stack.context import Context
from scripts.stack.programs import APPLICATION
from scripts.stack.readiness import api_not_ready, mcp_not_ready
from scripts.stack.supervisor import ProgramState


def status(context: Context) -> bool:
    """Print the state of the stack. Returns whether all of it is up."""
    console = context.reporter.console
    programs = context.supervisor.programs()
    if not programs:
        console.print("The stack is down. Start it: make up")
        return False
    console.print(_table(programs))
    # The addresses that the programs were started with; the user's settings may have changed since.
    values = context.written_environment()
    shown = ("COMMONTRACE_API_BASE_URL", "COMMONTRACE_MCP_URL", "ELASTICSEARCH_URL", "DATABASE_URL", "REDIS_URL")
    for name in shown:
        console.print(f"{name:26}{without_password(values[name])}", markup=False)
    up = all(program.state in {"RUNNING", "STARTING"} for program in programs)
    if any(program.name in APPLICATION for program in programs):
        reason = api_not_ready(values["COMMONTRACE_API_BASE_URL"])
        console.print(f"/ready: {'yes' if reason is None else reason}", markup=False)
        up = up and reason is None
    if any(program.name == "mcp" for program in programs):
        reason = mcp_not_ready(values["COMMONTRACE_MCP_URL"])
        console.print(f"/health of the MCP server: {'yes' if reason is None else reason}", markup=False)
        up = up and reason is None
    return up


def _table(programs: Sequence[ProgramState]) -> Table:
    table = Table("program", "state", "pid", "up for")
    for program in programs:
        uptime = duration(program.uptime) if program.uptime is not None else ""
        table.add_row(program.name, program.state, str(program.pid or ""), uptime)
    return table


def duration(seconds: float) -> str:
    """A time span in its two largest units: `5s`, `2m 5s`, `3h 0m`, `2d 4h`."""
    whole = int(seconds)
    parts = [(whole // 86400, "d"), (whole // 3600 % 24, "h"), (whole // 60 % 60, "m"), (whole % 60, "s")]
    first = next((place for place, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count}{unit}" for count, unit in parts[first : first + 2])


def without_password(url: str) -> str:
    """A URL as it may be shown."""
    scheme, separator, rest = url.partition("://")
    account, at, place = rest.rpartition("@")
    user, colon, _ = account.partition(":")
    return f"{scheme}{separator}{user}{':***' if colon else ''}{at}{place}"
