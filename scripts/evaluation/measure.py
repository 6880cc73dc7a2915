"""The measuring itself, on the stack that the environment names: started by `python -m scripts.evaluation`."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.markup import escape

from app.core.errors import Unavailable
from app.core.settings import load_settings
from app.retrieval.service import Retrieval
from app.wiring import Services, wire
from scripts.evaluation import catalogue, report, results
from scripts.evaluation.asking import Asked, ask
from scripts.evaluation.catalogue import DataError
from scripts.evaluation.indexes import OneIndex, build
from scripts.evaluation.loading import contents, store
from scripts.evaluation.metrics import quantiles
from scripts.evaluation.model import QuestionSet
from scripts.evaluation.options import parse
from scripts.evaluation.questions import QuestionError
from scripts.evaluation.results import Answers, Asking, ResultsError, Run, SetResult
from scripts.evaluation.splitting import choose
from scripts.evaluation.summary import against, summarise
from scripts.evaluation.variants import DocumentSide, Variant
from scripts.evaluation.vectors import kept_vectors
from scripts.library.files import SeedError
from scripts.migrate import migrate
from scripts.stack.layout import REPOSITORY
from search.client import SearchUnavailable
from search.embeddings import Embedder

TIMED_EMBEDDINGS = 100
"""Questions whose embedding is timed; the rest come from what was kept."""

PATIENCE_S = 30

WARMING = 50
"""Questions asked before the timed ones."""


def main() -> int:
    """Load, ask, print the tables; returns the exit code."""
    options = parse(sys.argv[1:])
    console = report.console()
    try:
        folder = catalogue.data_folder()
        chosen = catalogue.chosen(options.sets, folder)
        earlier = results.read(options.against) if options.against else None
        run = measure(chosen, catalogue.variants(options), options, console)
    except (DataError, QuestionError, ResultsError, SeedError, SearchUnavailable, Unavailable, OSError) as error:
        console.print(f"[red]eval:[/red] {escape(str(error))}")
        return 1
    compared = against(run, earlier) if earlier else run
    report.tell(compared.facts, summarise(compared), as_markdown=options.markdown)
    if folder is None:
        console.print(f"skipped: the larger question sets, as {catalogue.DATA} isn't set (docs/search-quality.md)")
    return 0


def measure(
    chosen: Sequence[QuestionSet], variants: Sequence[Variant], options: argparse.Namespace, console: Console
) -> Run:
    """Ask every set under every variant, corpus by corpus; write what there is to `options.json`, if given."""
    wired = wire(load_settings(), statement_timeout_ms=60_000)
    # What takes long here is measured, not answered 503.
    wired = replace(wired, elasticsearch=wired.elasticsearch.options(request_timeout=PATIENCE_S))
    try:
        migrate(wired.database)
        embedder = kept_vectors(wired.embedder)
        facts = {**_facts(wired, options), "embedding_ms": _embedding_times(wired, chosen)}
        found: list[SetResult] = []
        run = Run(facts, found)
        for corpus in {each.corpus.name: each.corpus for each in chosen}.values():
            of_corpus = [each for each in chosen if each.corpus.name == corpus.name]
            found += _corpus(wired, embedder, of_corpus, variants, options, console)
            if options.json:
                # After each corpus: a run that is cut off leaves what it has.
                results.write(options.json, run, results.as_plain(summarise(run)))
    finally:
        wired.close()
    return run


def _corpus(
    wired: Services,
    embedder: Embedder,
    sets: Sequence[QuestionSet],
    variants: Sequence[Variant],
    options: argparse.Namespace,
    console: Console,
) -> Iterable[SetResult]:
    name = sets[0].corpus.name
    ids = store(wired.database, sets[0].corpus)
    traces = contents(wired.database, ids)
    questions = {each.name: choose(each.queries(), options.split) for each in sets}
    answers: dict[str, list[Answers]] = {each.name: [] for each in sets}
    built: list[tuple[DocumentSide, OneIndex]] = []
    for variant in variants:
        index = next((index for side, index in built if side == variant.documents), None)
        if index is None:
            began = time.monotonic()
            index = build(wired, embedder, name, traces, variant.documents)
            built.append((variant.documents, index))
            _tell(f"{name}: {len(traces)} traces indexed in {time.monotonic() - began:.0f} s")
        retrieval = Retrieval(wired.database, wired.elasticsearch, embedder, index, variant.ranking)
        for each in sets:
            queries = questions[each.name]
            if queries:
                # Embeds what isn't known yet, and lets caches fill, outside of what is timed.
                embedder.embed([query.text for query in queries], "query")
                ask(retrieval, queries[:WARMING], ids, variant.mode)
            asked = ask(retrieval, queries, ids, variant.mode)
            answers[each.name].append(
                Answers(variant.name, [one.grade for one in asked], quantiles([one.seconds for one in asked]))
            )
            _show_misses(console, each.name, variant, asked, options.misses)
    return [
        SetResult(
            each.name,
            each.about,
            name,
            len(traces),
            [Asking.of(query) for query in questions[each.name]],
            answers[each.name],
        )
        for each in sets
    ]


def _show_misses(console: Console, name: str, variant: Variant, asked: Sequence[Asked], most: int) -> None:
    missed = [each for each in asked if not each.grade.mrr]
    for each in missed[:most]:
        console.print(f"[bold]{name}, {escape(variant.name)}[/bold] missed: {escape(each.query.text[:150])}")
        console.print(f"    wanted {escape(', '.join(sorted(each.query.relevant)))}")
        console.print(f"    instead {escape(', '.join(each.found[:3]) or 'nothing')}")


def _embedding_times(wired: Services, chosen: Sequence[QuestionSet]) -> dict[str, float]:
    """p50 and p99 in ms of embedding one question by itself."""
    texts = list({query.text: None for each in chosen for query in each.queries()})[:TIMED_EMBEDDINGS]
    seconds = []
    for text in texts if wired.embedder.dim else ():
        began = time.perf_counter()
        wired.embedder.embed([text], "query")
        seconds.append(time.perf_counter() - began)
    return dict(quantiles(seconds))


def _facts(wired: Services, options: argparse.Namespace) -> dict[str, Any]:
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=REPOSITORY, capture_output=True, text=True, check=False
    )
    return {
        "commit": commit.stdout.strip() or None,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "split": options.split,
        "model": f"{wired.vector_space.model_id} {wired.vector_space.model_version}",
        "cores": os.cpu_count(),
    }


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
