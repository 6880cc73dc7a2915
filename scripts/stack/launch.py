"""Become a program of CommonTrace with a stack's environment: `python -m scripts.stack.launch ENV_FILE COMMAND...`.

Supervisor runs the programs through this, so that secrets stand in one private file and not in its configuration.
Only the standard library is imported: it costs every start of a program.
"""

import os
import shlex
import sys
from pathlib import Path


def main(arguments: list[str]) -> None:
    """Replace this process. Does not return."""
    environment_file, *command = arguments
    tokens = shlex.split(Path(environment_file).read_text(encoding="utf-8"), comments=True)
    given = dict(token.split("=", 1) for token in tokens)
    os.execvpe(command[0], command, {**os.environ, **given})  # noqa: S606 - the command comes from programs.py


if __name__ == "__main__":
    main(sys.argv[1:])
