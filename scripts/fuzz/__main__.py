"""Command line: `python -m scripts.fuzz [--messages N] [--seed S]`, run by `make fuzz`.

Sends malformed messages to MCP servers of its own, half of them over stdio and half over HTTP. It fails on a crash, on
an HTTP status of 500 or above, on anything but JSON-RPC on standard output, and on memory that grows by 50 MB.
"""

import argparse
import random
import sys
from collections.abc import Sequence

from scripts.fuzz.running import FuzzError, over_http, over_stdio

MESSAGES = 20_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.fuzz", description=__doc__)
    parser.add_argument("--messages", type=int, default=MESSAGES, metavar="N", help=f"in all, default {MESSAGES}")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32), metavar="S")
    options = parser.parse_args(arguments)
    print(f"seed {options.seed}", flush=True)
    for name, run in (("stdio", over_stdio), ("HTTP", over_http)):
        # The transport is part of the seed, or both would get the same messages.
        rng = random.Random(f"{options.seed} {name}")  # noqa: S311 - repeatable, nothing secret
        try:
            outcome = run(rng, options.messages // 2)
        except FuzzError as error:
            print(f"{name}: FAILED: {error}")
            return 1
        print(f"{name}: {outcome}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
