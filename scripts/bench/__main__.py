"""Command line: `python -m scripts.bench [--quick] [--traces N] [--json FILE]`, run by `make bench`.

Starts a stack of its own, measures in a process beside it, and takes the stack down again whatever happens.
"""

import os
import sys
from collections.abc import Callable, Collection

from scripts.bench.options import parse
from scripts.stack.layout import REPOSITORY
from scripts.stack.ports import free_port
from scripts.stack.settings import Settings, read
from scripts.stack.temporary import BENCH_STATE, run_on_own_stack, temporary_settings

# What is being measured is up to the user; what it is measured on is not.
TAKEN_OVER = ("ELASTICSEARCH_HEAP", "API_WORKERS", "API_THREADS", "EMBEDDING_THREADS", "EVAL_DATA_DIR")


def main() -> int:
    """Run the bench; returns the exit code."""
    arguments = sys.argv[1:]
    parse(arguments)
    load = "{:.2f} {:.2f} {:.2f}".format(*os.getloadavg())
    settings = bench_settings(read(REPOSITORY, os.environ), free_port)
    command = [sys.executable, "-m", "scripts.bench.measure", *arguments, "--load-before", load]
    return run_on_own_stack(BENCH_STATE, command, settings=settings)


def bench_settings(user: Settings, port: Callable[[Collection[int]], int]) -> Settings:
    """Those of a test stack under another name, with the sizes of the stack that `make up` starts."""
    base = temporary_settings(user, port)
    own = {name: user.get(name) or "" for name in TAKEN_OVER}
    own["INDEX_PREFIX"] = "commontrace-bench"
    # What takes longer than an agent would wait is to be seen, not cut off.
    own["MCP_READ_DEADLINE_MS"] = "10000"
    values = {name: value for name, value in {**base.values, **own}.items() if value}
    return Settings(values, base.names)


if __name__ == "__main__":
    sys.exit(main())
