"""The measuring itself, on the stack that the environment names: started by `python -m scripts.bench`."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any

import orjson
from elasticsearch import ApiError, TransportError
from rich.console import Console
from rich.markup import escape

from scripts.bench import catalogue, corpus, indexing, machine, mcp, searching, submitting
from scripts.bench.figures import Series, rows
from scripts.bench.load import BenchError
from scripts.bench.options import parse
from scripts.bench.plan import Plan, full, quick
from scripts.bench.table import render
from scripts.bench.target import Target, opened
from scripts.library.files import read_all
from scripts.stack.progress import Reporter, Step

TABLE_WIDTH = 150

FAILURES = (BenchError, OSError, HTTPException, ApiError, TransportError)
"""What may end a run early; what was measured until then is reported."""


def main() -> int:
    options = parse(sys.argv[1:])
    console = Console(stderr=options.json == "-", highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = TABLE_WIDTH
    plan = (quick if options.quick else full)(options.traces)
    evaluation = os.environ.get("EVAL_DATA_DIR")
    measured: dict[str, Series] = {}
    started = datetime.now(UTC)
    code = 0
    with opened() as target:
        facts = {**machine.facts(target, plan.traces, bool(evaluation)), "load_before": options.load_before}
        bystanders = machine.Bystanders()
        try:
            _measure(target, plan, Path(evaluation) if evaluation else None, measured, facts, Reporter(console))
        except KeyboardInterrupt:
            console.print("Interrupted: this is what was measured so far.")
            code = 130
        except FAILURES as error:
            console.print(f"[red]bench:[/red] {type(error).__name__}: {escape(str(error))}")
            code = 1
        facts["processors_used_by_others"] = f"{bystanders.share():.0%}"
        _report(console, options, started, facts, measured, complete=code == 0)
    return code


def _measure(
    target: Target,
    plan: Plan,
    evaluation: Path | None,
    measured: dict[str, Series],
    facts: dict[str, Any],
    reporter: Reporter,
) -> None:
    drafts = corpus.read_pages(evaluation) if evaluation else [seed.draft for seed in read_all()]
    drafts = corpus.grow(drafts, plan.traces + plan.extra_traces)
    real = corpus.read_questions(evaluation) if evaluation else []
    questions = corpus.questions(real, drafts, plan.questions)
    extra = corpus.mark_all(drafts[plan.traces :])

    phases: list[tuple[str, Callable[[Step], None]]] = [
        ("Indexing", lambda step: indexing.measure(target, plan, drafts[: plan.traces], measured, step)),
        *((f"Searching, clients: {n}", _search(target, plan, questions, n, measured)) for n in catalogue.CLIENTS),
        ("Calling tools over MCP", lambda step: _mcp(target, plan, questions, measured, facts, step)),
        ("Submitting back to back", lambda step: submitting.back_to_back(target, plan, extra, measured, step)),
        ("Submitting and finding, idle", lambda step: submitting.idle(target, plan, extra, measured, step)),
        ("Submitting and finding, 5/s", lambda step: submitting.busy(target, plan, extra, measured, step)),
    ]
    for title, phase in phases:
        with reporter.step(title) as step:
            phase(step)
        indexing.settle(target)


def _mcp(
    target: Target,
    plan: Plan,
    questions: Sequence[str],
    measured: dict[str, Series],
    facts: dict[str, Any],
    step: Step,
) -> None:
    repeated = questions[-plan.cached_questions :]
    facts["memory_of_the_MCP_server"] = mcp.measure(
        target, plan.mcp_rounds, plan.mcp_calls, plan.mcp_starts, repeated, measured, step
    )


def _search(
    target: Target, plan: Plan, questions: Sequence[str], clients: int, measured: dict[str, Series]
) -> Callable[[Step], None]:
    """The questions for this number of clients: those before it have had theirs."""
    earlier = sum(plan.searches_by_clients[n] for n in catalogue.CLIENTS if n < clients)
    mine = questions[earlier : earlier + plan.searches_by_clients[clients]]
    repeated = questions[-plan.cached_questions :]
    return lambda step: searching.measure(target, plan.search_rounds, mine, repeated, clients, measured, step)


def _report(
    console: Console,
    options: argparse.Namespace,
    started: datetime,
    facts: dict[str, Any],
    measured: dict[str, Series],
    *,
    complete: bool,
) -> None:
    found = rows(catalogue.FIGURES, measured)
    console.print(render(found, facts))
    content = orjson.dumps(
        {
            "started_at": started,
            "quick": options.quick,
            "complete": complete,
            "machine": facts,
            "figures": [row.as_json() for row in found],
        },
        option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE,
    )
    if options.json == "-":
        sys.stdout.write(content.decode())
        return
    path = Path(options.json or f".local/bench/{started:%Y%m%dT%H%M%SZ}.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    console.print(f"JSON: {path}")


if __name__ == "__main__":
    sys.exit(main())
