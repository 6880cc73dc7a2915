"""`demo`: start everything, show it working, and say where things are."""

import subprocess
import sys

from scripts.stack.commands.up import up
from scripts.stack.context import Context
from scripts.stack.layout import REPOSITORY


def demo(context: Context) -> int:
    """Returns the exit code of the demonstration."""
    up(context)
    command = [sys.executable, "-m", "scripts.demo"]
    code = subprocess.run(command, cwd=REPOSITORY, env=context.command_environment(), check=False).returncode
    where(context)
    return code


def where(context: Context) -> None:
    """Print where the running stack is found and how to go on."""
    console, layout = context.reporter.console, context.layout
    console.print()
    for label, text in (
        ("API", context.settings.api_url),
        ("MCP", context.written_environment().get("COMMONTRACE_MCP_URL", "not started")),
        ("Settings of the programs", str(layout.environment_file)),
        ("Logs", f"make logs   (files in {layout.logs})"),
        ("State", "make status"),
        ("Stop", "make down"),
    ):
        console.print(f"{label:26}{text}", markup=False)
