"""The command line, the same for the command and for the process that measures."""

import argparse
from collections.abc import Sequence

from scripts.bench import scale


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """`traces`, `real` (None: as many as there are), `only` (None: all), `json` (None: a file of its own)."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.scale", description=scale.__doc__)
    parser.add_argument("--traces", type=_positive, default=100_000, metavar="N", help="size of the corpus (100000)")
    parser.add_argument(
        "--real", type=_positive, metavar="N", help="real texts to use, short ones first (all there are)"
    )
    parser.add_argument("--only", choices=["load", "measure"], help="one of the two, on a stack that stays")
    parser.add_argument("--json", metavar="FILE", help="where the JSON goes (.local/bench/scale-TIME.json)")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 2000:
        raise argparse.ArgumentTypeError("at least 2000")
    return number
