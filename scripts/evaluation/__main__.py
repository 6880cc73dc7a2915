"""Command line: `python -m scripts.evaluation [--questions FILE] [--json FILE]`, run by `make eval`.

Starts a stack of its own, loads the seed library, asks its questions, and takes the stack down again.
"""

import sys

from scripts.evaluation.measure import parse
from scripts.stack.temporary import EVALUATION_STATE, run_on_own_stack


def main() -> int:
    """Run the evaluation; returns the exit code."""
    arguments = sys.argv[1:]
    parse(arguments)
    return run_on_own_stack(EVALUATION_STATE, [sys.executable, "-m", "scripts.evaluation.measure", *arguments])


if __name__ == "__main__":
    sys.exit(main())
