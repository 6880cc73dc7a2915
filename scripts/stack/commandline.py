"""Running a foreign command that may take a while, with signs of life and its words kept for the case of failure."""

import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from scripts.stack.errors import StackError
from scripts.stack.progress import Step

POLL_SECONDS = 0.2
TAIL_LINES = 30


def run(
    command: Sequence[str],
    step: Step,
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    remedy: str = "",
) -> None:
    """Run `command` to its end. Raises StackError with the last lines it printed when it fails."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=output, stderr=subprocess.STDOUT)
        try:
            began = time.monotonic()
            while process.poll() is None:
                step.update(f"{time.monotonic() - began:.0f} s")
                time.sleep(POLL_SECONDS)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        if process.returncode != 0:
            output.seek(0)
            words = "\n".join(output.read().splitlines()[-TAIL_LINES:])
            raise StackError(f"'{' '.join(command)}' failed (exit {process.returncode}):\n{words}", remedy)
