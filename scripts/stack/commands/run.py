"""`run`: a command of the user's choice with the running stack's environment."""

import subprocess
from collections.abc import Sequence

from scripts.stack.context import Context
from scripts.stack.errors import StackError
from scripts.stack.layout import REPOSITORY


def run_command(context: Context, command: Sequence[str]) -> int:
    """Run `command` in the repository. Returns its exit code. Raises StackError when the stack is down."""
    if not command:
        raise StackError("There is no command to run.", "For example: python -m scripts.stack run -- rq info")
    if not context.supervisor.alive():
        raise StackError("The stack is down.", "Start it: make up")
    return subprocess.run(list(command), cwd=REPOSITORY, env=context.command_environment(), check=False).returncode
