"""`python -m scripts.replay_bursts`, on a stack of its own with the plans as they come with the product."""

import os
import sys
from collections.abc import Mapping

from scripts.stack.layout import REPOSITORY
from scripts.stack.ports import free_port
from scripts.stack.settings import Settings, read
from scripts.stack.temporary import BENCH_STATE, run_on_own_stack, temporary_settings


def main() -> int:
    """Run the replay; returns the exit code."""
    settings = temporary_settings(read(REPOSITORY, os.environ), free_port)
    values: Mapping[str, str] = {name: value for name, value in settings.values.items() if name not in _FREE_PLAN}
    command = [sys.executable, "-m", "scripts.bursts.replay"]
    return run_on_own_stack(BENCH_STATE, command, settings=Settings(values, settings.names))


_FREE_PLAN = frozenset({"RATE_LIMIT_READ_PER_MINUTE", "RATE_LIMIT_WRITE_PER_MINUTE"})


if __name__ == "__main__":
    sys.exit(main())
