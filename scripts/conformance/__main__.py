"""Command line: `python -m scripts.conformance [--cases N] [--seed S]`, run by `make schemathesis`.

Starts a stack of its own and lets schemathesis try every operation, single calls and chains of them. It fails on a
status of 500 or above, on a status, a content type or a form of answer that the description doesn't name, and on an
operation that doesn't care for keys.
"""

import argparse
import os
import random
import sys
from collections.abc import Sequence

from scripts.conformance.running import Nonconformance, run
from scripts.stack.layout import REPOSITORY
from scripts.stack.ports import free_port
from scripts.stack.settings import Settings, read
from scripts.stack.temporary import CONFORMANCE_STATE, run_on_own_stack, temporary_settings

CASES = 10_000
API = "COMMONTRACE_API_BASE_URL"
INSIDE = "--inside"
# What takes long is no fault of the description.
PATIENT = {"CONTEXT_DEADLINE_MS": "10000", "DUPLICATE_BUDGET_MS": "5000"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.conformance", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES, metavar="N", help=f"at least, default {CASES}")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32), metavar="S")
    parser.add_argument(INSIDE, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if not options.inside:
        base = temporary_settings(read(REPOSITORY, os.environ), free_port)
        settings = Settings({**base.values, **PATIENT}, base.names)
        command = [sys.executable, "-m", "scripts.conformance", INSIDE, f"--cases={options.cases}"]
        return run_on_own_stack(CONFORMANCE_STATE, [*command, f"--seed={options.seed}"], settings=settings)
    print(f"seed {options.seed}", flush=True)
    try:
        done = run(os.environ[API], options.cases, options.seed)
    except Nonconformance as error:
        print(error)
        return 1
    print(f"{done.cases} cases over {done.operations} operations, all as described; links: {done.links}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
