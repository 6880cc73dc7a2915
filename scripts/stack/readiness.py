"""Waiting for the parts of a stack, and saying which one is to blame when they do not come."""

from collections.abc import Callable

import httpx

from scripts.stack.context import Context
from scripts.stack.errors import StackError
from scripts.stack.logs import tail
from scripts.stack.waiting import wait_until

# A program seen with this many process ids while it is waited for does not come up by itself.
MAX_STARTS = 6


def await_program(context: Context, program: str, title: str, check: Callable[[], str | None], timeout: float) -> None:
    """Wait until `check` answers None.

    Raises StackError with the last lines of the program's log after `timeout` seconds, or sooner when it keeps dying.
    """
    seen: set[int] = set()

    def observed() -> str | None:
        reason = check()
        if reason is not None:
            seen.update(state.pid for state in context.supervisor.programs() if state.name == program and state.pid)
            if len(seen) >= MAX_STARTS:
                raise StackError(_blame(context, program, f"{program} ends again and again"))
        return reason

    with context.reporter.step(title) as step:
        reason = wait_until(observed, timeout, step.update)
        if reason is not None:
            raise StackError(_blame(context, program, f"{program} is not ready after {timeout:.0f} s: {reason}"))


def api_not_ready(url: str) -> str | None:
    """Why the API does not serve yet, in its own words where it has any; None when it does."""
    try:
        answer = httpx.get(f"{url}/ready", timeout=5)
    except httpx.HTTPError as error:
        return str(error) or type(error).__name__
    return None if answer.status_code == httpx.codes.OK else f"{answer.status_code} {answer.text.strip()[:300]}"


def mcp_not_ready(url: str) -> str | None:
    """Why the MCP server at `url` (its endpoint) does not serve yet, None when it does."""
    try:
        answer = httpx.get(url.removesuffix("/mcp") + "/health", timeout=5)
    except httpx.HTTPError as error:
        return str(error) or type(error).__name__
    return None if answer.status_code == httpx.codes.OK else f"answered {answer.status_code}"


def _blame(context: Context, program: str, message: str) -> str:
    path = context.layout.logs / f"{program}.log"
    lines = tail(path)
    return f"{message}\n--- {path}\n{lines}" if lines else f"{message} ({path} is empty)"
