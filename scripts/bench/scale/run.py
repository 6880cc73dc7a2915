"""The process beside the stack: load what isn't loaded yet, measure, print the tables."""

import argparse
import base64
import os
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
from rich.console import Console
from rich.markup import escape

from app.core.errors import ConfigurationError
from scripts.bench import corpus as small
from scripts.bench import machine
from scripts.bench.load import BenchError
from scripts.bench.scale import lines, loading, pgvector, report, texts
from scripts.bench.scale.lines import Requests
from scripts.bench.scale.measuring import CLIENTS, Line, Timing, measure
from scripts.bench.scale.options import parse
from scripts.bench.scale.texts import Corpus
from scripts.bench.target import Target, opened
from scripts.stack.layout import cache_directory
from scripts.stack.progress import Reporter
from search.client import SearchUnavailable
from search.embeddings.stored import StoredEmbedder

TABLE_WIDTH = 150
FRESH = 6000
"""Questions for searches that none of the API's processes has seen; more than are asked."""


def main() -> int:
    options = parse(sys.argv[1:])
    console = Console(highlight=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = TABLE_WIDTH
    folder = os.environ.get("EVAL_DATA_DIR")
    if not folder:
        console.print("bench-scale: skipped, as EVAL_DATA_DIR isn't set")
        return 0
    reporter = Reporter(Console(stderr=True, highlight=False, soft_wrap=True))
    try:
        with opened(keep=options.only is not None) as target:
            corpus = _corpus(target, Path(folder), options, reporter)
            rates = {} if options.only == "measure" else _load(target, corpus, reporter)
            if options.only != "load":
                _measure(target, corpus, options, rates, console, reporter)
    except KeyboardInterrupt:
        return 130
    except (BenchError, ConfigurationError, SearchUnavailable) as error:
        console.print(f"[red]bench-scale:[/red] {escape(str(error))}")
        return 1
    return 0


def _corpus(target: Target, folder: Path, options: argparse.Namespace, reporter: Reporter) -> Corpus:
    vectors = cache_directory(os.environ, Path.home()) / "vectors"
    with reporter.step("Reading texts, embedding those that never were") as step:

        def show(done: int, total: int) -> None:
            step.update(f"{done} of {total}")

        return texts.read(folder, options.traces, options.real, StoredEmbedder(target.embedder, vectors, show))


def _load(target: Target, corpus: Corpus, reporter: Reporter) -> dict[str, float]:
    rates: dict[str, float] = {}
    if not loading.is_loaded(target, corpus):
        with reporter.step("Loading Postgres") as step:
            loading.load_rows(target, corpus, step)
        with reporter.step("Loading the index") as step:
            rates["documents_per_second"] = loading.load_documents(target, corpus, step)
            step.outcome = f"{rates['documents_per_second']:.0f} documents per second"
    if not pgvector.is_loaded(target.database.engine, corpus):
        with reporter.step("Loading pgvector") as step:
            pgvector.load(target.database.engine, corpus, step)
    return rates


def _measure(
    target: Target,
    corpus: Corpus,
    options: argparse.Namespace,
    rates: Mapping[str, float],
    console: Console,
    reporter: Reporter,
) -> None:
    if not loading.is_loaded(target, corpus):
        raise BenchError("nothing, or something else, is loaded on this stack: run it with --only load first")
    started, bystanders = datetime.now(UTC), machine.Bystanders()
    timings: dict[str, Timing] = {}
    titles: dict[str, dict[str, str]] = {}
    with ExitStack() as resources:
        with reporter.step("Preparing the questions"):
            requests = _requests(target)
            asking = [
                pgvector.Asking(resources.enter_context(pgvector.autocommitting(target.database.engine)))
                for _ in range(CLIENTS)
            ]
            known = list(corpus.questions[: lines.ASKED])
            asked = lines.questions(corpus, known, target.embedder.embed(known, "query"))
            unseen = small.questions(corpus.questions, corpus.drafts, FRESH)
        groups: dict[str, list[Line]] = {
            "the request": lines.of_elasticsearch(requests, asked),
            "whole searches": lines.of_rest(target, unseen, known[: lines.REPEATED]),
            "its choices": lines.of_choices(requests, asked),
            "both stores": lines.of_stores(requests, asking, asked),
        }
        for name, group in groups.items():
            titles[name] = {line.key: line.title for line in group}
            with reporter.step(f"Measuring {name}") as step:
                timings |= measure(group, step)
        with reporter.step("Measuring recall against exact search"):
            recalls = lines.recalls(requests, asking[0], corpus, asked)
        fell_back = sum(one.fell_back for one in asking)
    facts = {
        **machine.facts(target, len(corpus.drafts), real_texts=True),
        "real_texts": corpus.real,
        "varied_from_them": len(corpus.drafts) - corpus.real,
        "questions": len(asked),
        "segments": _segments(target),
        "full_text_queries_that_needed_any_word": fell_back,
        **rates,
        "processors_used_by_others": f"{bystanders.share():.0%}",
    }
    goals = report.goals(timings)
    for name in groups:
        console.print(report.timing_table(titles[name], timings, recalls if name == "both stores" else None))
    console.print(report.goal_table(goals))
    for name, value in facts.items():
        console.print(f"{name.replace('_', ' ')}: {value}")
    content = {"started_at": started, "machine": facts, "lines": report.as_json(timings, recalls)}
    path = Path(options.json or f".local/bench/scale-{started:%Y%m%dT%H%M%SZ}.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    console.print(f"JSON: {path}")


def _requests(target: Target) -> Requests:
    """Past the client library, with the same credentials."""
    settings = target.settings
    url = settings.elasticsearch_url.get_secret_value()
    parts = urlsplit(url)
    headers: dict[str, str] = {}
    if settings.elasticsearch_api_key:
        headers["Authorization"] = f"ApiKey {settings.elasticsearch_api_key.get_secret_value()}"
    elif parts.username:
        pair = f"{parts.username}:{parts.password or ''}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    return Requests(target, url, headers)


def _segments(target: Target) -> Any:
    stats = target.client.indices.stats(index=target.alias, metric="segments")
    return stats["_all"]["total"]["segments"]["count"]


if __name__ == "__main__":
    sys.exit(main())
