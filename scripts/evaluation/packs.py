"""How much of the right knowledge is in a context pack: `python -m scripts.evaluation.packs [--json FILE]`.

Starts a Postgres and an Elasticsearch of its own, loads the seed library, makes packs, and takes it all down again.
"""

import sys

from scripts.evaluation.__main__ import STORES
from scripts.evaluation.packs_measure import parse
from scripts.stack.temporary import EVALUATION_STATE, run_on_own_stack


def main() -> int:
    """Run the evaluation; returns the exit code."""
    arguments = sys.argv[1:]
    parse(arguments)
    command = [sys.executable, "-m", "scripts.evaluation.packs_measure", *arguments]
    return run_on_own_stack(EVALUATION_STATE, command, only=STORES)


if __name__ == "__main__":
    sys.exit(main())
