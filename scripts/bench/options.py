"""The command line, the same for the command and for the process that measures."""

import argparse
from collections.abc import Sequence

from scripts import bench


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """`quick`, `traces` (None: as many as the plan has) and `json` (None: a file of its own, `-`: stdout)."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench", description=bench.__doc__)
    parser.add_argument("--quick", action="store_true", help="small numbers, to see that it works")
    parser.add_argument("--traces", type=_positive, metavar="N", help="size of the corpus (2000; 120 with --quick)")
    parser.add_argument("--json", metavar="FILE", help="where the JSON goes; - for stdout (.local/bench/TIME.json)")
    # The load of the machine before the stack was started, which makes a load of its own.
    parser.add_argument("--load-before", help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    # Rounds and batches need something to be dealt out, and a search needs something to leave out.
    if number < 100:
        raise argparse.ArgumentTypeError("at least 100")
    return number
