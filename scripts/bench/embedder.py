"""`make bench-embedder`: speed and exactness of the local embedder by precision, threads and size of a run.

Needs no stack. Texts and questions are those of EVAL_DATA_DIR, else the seed traces and the questions asked for them.
"""

import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table

from app.traces import rules
from app.traces.service import Draft
from scripts.bench.corpus import read_pages, read_questions, read_relevant
from scripts.bench.figures import percentile
from scripts.library.files import read_all
from scripts.stack import model
from scripts.stack.context import open_context
from scripts.stack.layout import REPOSITORY
from scripts.stack.progress import Reporter
from scripts.stack.settings import Settings, read
from search.embeddings import Vectors, local
from search.embeddings.local import LocalEmbedder
from search.embeddings.manifest import Precision, folder_of
from search.embeddings.stored import StoredEmbedder

PRECISIONS: tuple[Precision, ...] = ("fp32", "int8")
RUNS = (128, 256, 512, 1024, 2048, 4096, 16384)
"""Padded tokens in one run of the model."""
QUESTIONS, DOCUMENTS, CLIENTS, BATCH, AT = 300, 256, 8, 64, 10
ROUNDS = 2
TABLE_WIDTH = 120


@dataclass(frozen=True)
class Speed:
    """Milliseconds of one query at a time, on the clock and of the processor; queries per second of eight clients;
    documents in batches, per second and per second of one processor.
    """

    p50: float
    p99: float
    cpu_ms: float
    queries_per_s: float
    documents: "Rate"


@dataclass(frozen=True)
class Rate:
    """`per_cpu_s` holds on a busy machine, too, and doesn't grow with threads."""

    per_s: float
    per_cpu_s: float


def main() -> int:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = TABLE_WIDTH
    user = read(REPOSITORY, os.environ)
    context = open_context(settings=Settings({**user.values, "EMBEDDING_PRECISION": "int8"}, user.names))
    model.provide(context.layout, context.settings, Reporter(Console(stderr=True)))
    model_dir = model.directory(context.layout, context.settings)
    evaluation = os.environ.get("EVAL_DATA_DIR")
    data = Path(evaluation) if evaluation else None
    drafts = read_pages(data) if data else [seed.draft for seed in read_all()]
    texts = [_text(draft) for draft in drafts]
    questions = read_questions(data) if data else [draft.title for draft in drafts]

    threads = sorted({1, os.cpu_count() or 1})
    sample = texts[:: max(1, len(texts) // DOCUMENTS)][:DOCUMENTS]
    console.print(_speeds(model_dir, threads, questions[:QUESTIONS], sample))
    console.print(_runs(model_dir, sample))
    console.print(_exactness(model_dir, context.layout.cache / "vectors", texts, data))
    console.print(f"{len(sample)} documents, {min(len(questions), QUESTIONS)} questions; cores: {os.cpu_count()}")
    return 0


def _text(draft: Draft) -> str:
    return rules.embedding_text(draft.title, draft.context_text, draft.solution_text)


def _speeds(model_dir: Path, threads: Sequence[int], questions: Sequence[str], documents: Sequence[str]) -> Table:
    queries = ("query p50 ms", "p99 ms", "cpu ms", "8 clients /s")
    table = _table("precision", "threads", *queries, "documents/s", "documents/cpu s")
    for precision in PRECISIONS:
        for count in threads:
            speed = _speed(LocalEmbedder(folder_of(model_dir, precision), count), questions, documents)
            table.add_row(
                precision,
                str(count),
                *(f"{number:.1f}" for number in (speed.p50, speed.p99, speed.cpu_ms)),
                *(f"{rate:.0f}" for rate in (speed.queries_per_s, speed.documents.per_s, speed.documents.per_cpu_s)),
            )
    return table


def _speed(embedder: LocalEmbedder, questions: Sequence[str], documents: Sequence[str]) -> Speed:
    embedder.embed(questions[:CLIENTS], "query")

    def one(question: str) -> float:
        began = time.perf_counter()
        embedder.embed([question], "query")
        return (time.perf_counter() - began) * 1000

    cpu = time.process_time()
    alone = [one(question) for question in questions]
    cpu_ms = (time.process_time() - cpu) * 1000 / len(alone)
    with ThreadPoolExecutor(CLIENTS) as clients:
        began = time.perf_counter()
        together = len(list(clients.map(one, questions)))
        queries_per_s = together / (time.perf_counter() - began)
    median, slow = percentile(alone, 0.5), percentile(alone, 0.99)
    return Speed(median, slow, cpu_ms, queries_per_s, _rate(embedder, documents))


def _rate(embedder: LocalEmbedder, documents: Sequence[str]) -> Rate:
    """In batches as the worker has them; the best of some rounds, as everything else on the machine only slows it."""
    best = Rate(0.0, 0.0)
    for _ in range(ROUNDS):
        began, cpu = time.perf_counter(), time.process_time()
        for start in range(0, len(documents), BATCH):
            embedder.embed(documents[start : start + BATCH], "document")
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        best = Rate(max(best.per_s, len(documents) / took), max(best.per_cpu_s, len(documents) / cpu))
    return best


def _runs(model_dir: Path, documents: Sequence[str]) -> Table:
    table = _table("tokens in a run", *(f"{run}" for run in RUNS))
    product = local.MAX_TOKENS_PER_RUN
    try:
        for precision in PRECISIONS:
            embedder, rates = LocalEmbedder(folder_of(model_dir, precision)), []
            for run in RUNS:
                local.MAX_TOKENS_PER_RUN = run
                rates.append(f"{_rate(embedder, documents).per_cpu_s:.0f}")
            table.add_row(f"{precision}, documents/cpu s", *rates)
    finally:
        local.MAX_TOKENS_PER_RUN = product
    return table


def _exactness(model_dir: Path, cache: Path, texts: Sequence[str], data: Path | None) -> Table:
    """Cosine to the full model; with the evaluation data, how well an exact search by meaning alone does."""
    table = _table("precision", "cosine mean", "least", f"MRR@{AT}", f"recall@{AT}")
    full: Vectors | None = None
    for precision in PRECISIONS:
        embedder = StoredEmbedder(LocalEmbedder(folder_of(model_dir, precision)), cache)
        made = embedder.embed(texts, "document")
        full = made if full is None else full
        cosines = (made * full).sum(axis=1)
        quality = _quality(embedder, made, data) if data else ("", "")
        table.add_row(precision, f"{cosines.mean():.4f}", f"{cosines.min():.4f}", *quality)
    return table


def _quality(embedder: StoredEmbedder, documents: Vectors, data: Path) -> tuple[str, str]:
    relevant = read_relevant(data)
    queries = embedder.embed([question for question, _ in relevant], "query")
    order = np.argsort(-(queries @ documents.T), axis=1)[:, :AT]
    ranks = [
        next((place for place, row in enumerate(found, 1) if int(row) in wanted), 0)
        for found, (_, wanted) in zip(order, relevant, strict=True)
    ]
    recalls = [
        len(wanted.intersection(map(int, found))) / len(wanted)
        for found, (_, wanted) in zip(order, relevant, strict=True)
    ]
    return f"{np.mean([1 / rank if rank else 0.0 for rank in ranks]):.3f}", f"{np.mean(recalls):.3f}"


def _table(*columns: str) -> Table:
    table = Table(box=MARKDOWN)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    return table


if __name__ == "__main__":
    sys.exit(main())
