"""Command line: `python -m scripts.bench.scale [--traces N] [--real N] [--json FILE]`, run by `make bench-scale`.

Starts a stack of its own, loads it, measures, and takes it down again. On a stack that stays (`python -m scripts.stack
run python -m scripts.bench.scale.run ...`), `--only load` and `--only measure` do one of the two.
"""

import os
import sys

from scripts.bench.__main__ import bench_settings
from scripts.bench.scale.options import parse
from scripts.stack.layout import REPOSITORY
from scripts.stack.ports import free_port
from scripts.stack.settings import read
from scripts.stack.temporary import BENCH_STATE, run_on_own_stack

PROGRAMS = ("postgres", "redis", "elasticsearch", "api")
"""Nothing is indexed by the workers here, so they don't take part."""


def main() -> int:
    """Run the bench; returns the exit code."""
    arguments = sys.argv[1:]
    parse(arguments)
    user = read(REPOSITORY, os.environ)
    if not (user.get("EVAL_DATA_DIR") or os.environ.get("EVAL_DATA_DIR")):
        print("bench-scale: skipped, as EVAL_DATA_DIR isn't set: there are no 100,000 texts to search")
        return 0
    settings = bench_settings(user, free_port)
    command = [sys.executable, "-m", "scripts.bench.scale.run", *arguments]
    return run_on_own_stack(BENCH_STATE, command, only=PROGRAMS, settings=settings)


if __name__ == "__main__":
    sys.exit(main())
