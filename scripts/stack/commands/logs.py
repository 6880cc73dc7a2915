"""`logs`: follow what the programs write."""

import os

from scripts.stack.context import Context
from scripts.stack.errors import StackError
from scripts.stack.programs import PROGRAMS

LINES = 40


def logs(context: Context, program: str | None) -> None:
    """Become a `tail` that follows the logs of all programs or of one, across rotation. Does not return."""
    names = [program] if program else PROGRAMS
    files = [path for name in names if (path := context.layout.logs / f"{name}.log").exists()]
    if not files:
        wanted = f"of {program} " if program else ""
        raise StackError(f"There are no logs {wanted}in {context.layout.logs} yet.", "Start the stack: make up")
    os.execvp("tail", ["tail", "-n", str(LINES), "-F", *map(str, files)])  # noqa: S606
