"""The command line, which the command that starts the stack and the one that measures both read."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from scripts.evaluation.splitting import SPLITS
from scripts.evaluation.variants import EXPERIMENTS, VariantError, sweep


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Exits with a message for what makes no sense, before anything is started."""
    parser = argparse.ArgumentParser(prog="python -m scripts.evaluation", description="Measure the search.")
    parser.add_argument("--sets", nargs="+", metavar="NAME", help="only these sets (default: all there is data for)")
    parser.add_argument(
        "--split", choices=SPLITS, default="all", help="half of the questions: tune on dev, report test"
    )
    parser.add_argument(
        "--variants",
        nargs="+",
        metavar="NAME",
        choices=sorted(EXPERIMENTS),
        help=f"compare the product with these in place of the modes: {', '.join(sorted(EXPERIMENTS))}",
    )
    parser.add_argument(
        "--sweep", nargs="+", metavar="FIELD=A,B", type=_sweep, help="the same with other values of one weight"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures and grades to this file")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with a run written by --json before")
    parser.add_argument(
        "--from", type=Path, metavar="FILE", dest="written", help="measure nothing: the tables of a run written before"
    )
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown")
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="show N questions of each set that failed")
    return parser.parse_args(arguments)


def _sweep(assignment: str) -> str:
    try:
        sweep(assignment)
    except VariantError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return assignment
