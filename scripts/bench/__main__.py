"""Command line: `python -m scripts.bench [--quick] [--traces N] [--json FILE]`, run by `make bench`.

Starts a stack of its own, measures in a process beside it, and takes the stack down again whatever happens.
"""

import os
import sys
from collections.abc import Callable, Collection
from dataclasses import replace

from rich.console import Console
from rich.markup import escape

from scripts.bench.options import parse
from scripts.stack.context import open_context
from scripts.stack.errors import StackError
from scripts.stack.layout import REPOSITORY
from scripts.stack.ports import free_port
from scripts.stack.progress import Reporter
from scripts.stack.settings import Settings, read
from scripts.stack.temporary import BENCH_STATE, run_inside, temporary_settings, temporary_stack

# What is being measured is up to the user; what it is measured on is not.
TAKEN_OVER = ("ELASTICSEARCH_HEAP", "API_WORKERS", "API_THREADS", "EMBEDDING_THREADS", "EVAL_DATA_DIR")


def main() -> int:
    """Run the bench; returns the exit code."""
    arguments = sys.argv[1:]
    parse(arguments)
    load = "{:.2f} {:.2f} {:.2f}".format(*os.getloadavg())
    os.umask(0o022)
    context = open_context(BENCH_STATE, bench_settings(read(REPOSITORY, os.environ), free_port))
    # Standard output is for the JSON that may be asked for.
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    context = replace(context, reporter=Reporter(console))
    try:
        with temporary_stack(context) as stack:
            code = run_inside(
                context, [sys.executable, "-m", "scripts.bench.measure", *arguments, "--load-before", load]
            )
            stack.keep_logs = code != 0
    except StackError as error:
        console.print(f"[bold red]Error:[/bold red] {escape(str(error))}")
        if error.remedy:
            console.print(escape(error.remedy))
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def bench_settings(user: Settings, port: Callable[[Collection[int]], int]) -> Settings:
    """Those of a test stack under another name, with the sizes of the stack that `make up` starts."""
    base = temporary_settings(user, port)
    own = {name: user.get(name) or "" for name in TAKEN_OVER}
    own["INDEX_PREFIX"] = "commontrace-bench"
    values = {name: value for name, value in {**base.values, **own}.items() if value}
    return Settings(values, base.names)


if __name__ == "__main__":
    sys.exit(main())
