"""One command at a time on what two of them would spoil."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.stack.errors import StackError
from scripts.stack.progress import Reporter
from scripts.stack.waiting import wait_until

# As long as a first set-up over a slow line may take.
PATIENCE_SECONDS = 900.0


@contextmanager
def exclusive(lock: Path, reporter: Reporter, timeout: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the file lock `lock`; the kernel frees it when the process dies, however it dies.

    Waits for another holder, whose process id the file tells. Raises StackError after `timeout` seconds.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="utf-8") as stream:

        def held_by() -> str | None:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                stream.seek(0)
                return f"process {stream.read().strip() or 'unknown'}"
            return None

        if (holder := held_by()) is not None:
            with reporter.step(f"Waiting for another command to finish ({holder})") as step:
                holder = wait_until(held_by, timeout, step.update)
        if holder is not None:
            raise StackError(
                f"Another command has been at work here for more than {timeout:.0f} s ({holder}).",
                f"Wait for it, or end it. The lock is {lock}.",
            )
        stream.seek(0)
        stream.truncate()
        stream.write(f"{os.getpid()}\n")
        stream.flush()
        yield
