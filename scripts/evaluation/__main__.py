"""Command line: `python -m scripts.evaluation [--sets ...] [--split ...] [--json FILE] ...`, run by `make eval`.

Starts a Postgres and an Elasticsearch of its own, loads the corpora, asks their questions, and takes it all down again.
"""

import argparse
import os
import sys

from rich.console import Console
from rich.markup import escape

from scripts.evaluation import catalogue, report, results
from scripts.evaluation.options import parse
from scripts.evaluation.summary import against, summarise
from scripts.stack import model
from scripts.stack.context import open_context
from scripts.stack.errors import StackError
from scripts.stack.layout import REPOSITORY
from scripts.stack.locking import exclusive
from scripts.stack.ports import free_port
from scripts.stack.progress import Reporter
from scripts.stack.settings import Settings, read
from scripts.stack.temporary import EVALUATION_STATE, run_on_own_stack, temporary_settings

STORES = ("postgres", "elasticsearch")


def main() -> int:
    """Run the evaluation; returns the exit code."""
    arguments = sys.argv[1:]
    options = parse(arguments)
    if options.written:
        return retell(options)
    user = read(REPOSITORY, os.environ)
    base = temporary_settings(user, free_port)
    own = {catalogue.DATA: user.get(catalogue.DATA) or "", "EMBEDDING_THREADS": user.get("EMBEDDING_THREADS") or ""}
    settings = Settings({**base.values, **{name: value for name, value in own.items() if value}}, base.names)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        catalogue.chosen(options.sets, catalogue.data_folder(settings.values))
        context = open_context(EVALUATION_STATE, settings)
        reporter = Reporter(console)
        with exclusive(context.layout.cache / "lock", reporter):
            model.provide(context.layout, settings, reporter)
    except (catalogue.DataError, StackError) as error:
        console.print(f"[bold red]Error:[/bold red] {escape(str(error))}")
        return 1
    command = [sys.executable, "-m", "scripts.evaluation.measure", *arguments]
    return run_on_own_stack(EVALUATION_STATE, command, only=STORES, settings=settings)


def retell(options: argparse.Namespace) -> int:
    """The tables of a run that was written before, of one half of its questions or all."""
    try:
        run = results.read(options.written)
        compared = against(run, results.read(options.against)) if options.against else run
    except results.ResultsError as error:
        print(f"eval: {error}", file=sys.stderr)
        return 1
    report.tell(compared.facts, summarise(compared, options.split), as_markdown=options.markdown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
