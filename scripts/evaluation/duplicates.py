"""Which cosine means "it is there already"? `python -m scripts.evaluation.duplicates [--json FILE]`.

Compares labelled pairs as a submission does: the text that is embedded, by the local model, cosine of the whole texts.
The threshold is the lowest with few false alarms on one half of the pairs, told apart by the seed trace they are about;
what it does is reported on the other half.
"""

import argparse
import hashlib
import os
import random
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import orjson
from rich.console import Console
from rich.table import Table

from app.traces.vectors import embed_traces
from scripts.library.files import read_all
from scripts.stack import model
from scripts.stack.context import open_context
from search.embeddings import Vectors
from search.embeddings.local import LocalEmbedder

FILE = Path(__file__).resolve().parents[2] / "tests" / "evaluation" / "duplicate_pairs.jsonl"
THRESHOLDS = tuple(round(0.70 + 0.02 * step, 2) for step in range(10))
RESAMPLES = 1000

Kind = Literal["reworded", "shortened", "other cause", "neighbour"]
"""By hand the same fix in other words; by program with parts left out; by hand a like symptom with another fix; of two
seed traces the nearest, which are about different things."""
KINDS: tuple[Kind, ...] = ("reworded", "shortened", "other cause", "neighbour")

MOST_FALSE_ALARMS = 0.05
"""Of the traces with another fix, by hand or among the seeds, the share that may be called similar."""

Text = tuple[str, str, str]
"""Title, context, solution."""


@dataclass(frozen=True)
class Pair:
    """A text and the seed trace it is compared with."""

    slug: str
    kind: Kind
    cosine: float

    @property
    def is_test(self) -> bool:
        return hashlib.sha256(self.slug.encode()).digest()[0] % 2 == 1


@dataclass(frozen=True)
class Figures:
    """What a threshold does. Precision and recall are of the pairs made by hand, of "reworded" against "other cause".

    `told`: the share of each kind at or above the threshold.
    """

    threshold: float
    precision: float
    recall: float
    told: dict[Kind, float]

    @property
    def false_alarms(self) -> float:
        return max(self.told["other cause"], self.told["neighbour"])


def labelled(path: Path = FILE) -> list[tuple[str, Kind, Text]]:
    """The pairs made by hand: slug, kind, and the text that a contributor might send."""
    rows = [orjson.loads(line) for line in path.read_bytes().splitlines()]
    kinds: dict[str, Kind] = {"same": "reworded", "other": "other cause"}
    return [
        (row["slug"], kinds[row["label"]], (row["title"], row["context_text"], row["solution_text"])) for row in rows
    ]


def shortened(slug: str, text: Text) -> Text:
    """The same with a third of the sentences left out and the rest of the context in another order; by a fixed seed."""
    choose = random.Random(slug)  # noqa: S311 - to vary, not to hide
    title, context, solution = text
    kept = _sentences(context)
    choose.shuffle(kept)
    parts = _sentences(solution)
    left = sorted(choose.sample(range(len(parts)), max(1, 2 * len(parts) // 3)))
    return title.lower(), " ".join(kept[: max(1, 2 * len(kept) // 3)]), "\n".join(parts[at] for at in left)


def figures(pairs: Sequence[Pair], threshold: float) -> Figures:
    """What the threshold does to some pairs, of which each kind is there."""
    told = [pair.kind for pair in pairs if pair.cosine >= threshold]
    shares = {kind: told.count(kind) / max(1, sum(pair.kind == kind for pair in pairs)) for kind in KINDS}
    right, wrong = told.count("reworded"), told.count("other cause")
    return Figures(threshold, right / (right + wrong) if right + wrong else 1.0, shares["reworded"], shares)


def interval(pairs: Sequence[Pair], threshold: float, figure: Callable[[Figures], float]) -> tuple[float, float]:
    """95 % bootstrap interval of a figure, seed traces drawn with replacement."""
    draw = np.random.default_rng(7)
    by_slug: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_slug.setdefault(pair.slug, []).append(pair)
    slugs = sorted(by_slug)
    found = []
    for _ in range(RESAMPLES):
        drawn = [slugs[at] for at in draw.integers(0, len(slugs), len(slugs))]
        found.append(figure(figures([pair for slug in drawn for pair in by_slug[slug]], threshold)))
    return float(np.quantile(found, 0.025)), float(np.quantile(found, 0.975))


def measure(embedder: LocalEmbedder) -> list[Pair]:
    """The cosine of every pair."""
    seeds = {seed.slug: (seed.draft.title, seed.draft.context_text, seed.draft.solution_text) for seed in read_all()}
    slugs = list(seeds)
    vectors = _embed(embedder, list(seeds.values()))
    of = dict(zip(slugs, vectors, strict=True))
    texts = labelled()
    about = sorted({slug for slug, _, _ in texts})
    texts += [(slug, "shortened", shortened(slug, seeds[slug])) for slug in about]
    made = _embed(embedder, [text for _, _, text in texts])
    pairs = [Pair(slug, kind, float(vector @ of[slug])) for (slug, kind, _), vector in zip(texts, made, strict=True)]
    among = vectors @ vectors.T
    np.fill_diagonal(among, -1)
    return pairs + [Pair(slug, "neighbour", float(near)) for slug, near in zip(slugs, among.max(axis=1), strict=True)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.evaluation.duplicates", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures and every cosine to this file")
    options = parser.parse_args()
    embedder = LocalEmbedder(_model_directory(), threads=os.cpu_count() or 1)
    pairs = measure(embedder)
    console = Console(highlight=False, width=110)
    halves = {"dev": [p for p in pairs if not p.is_test], "test": [p for p in pairs if p.is_test]}
    on_dev = [figures(halves["dev"], threshold) for threshold in THRESHOLDS]
    chosen = next((each.threshold for each in on_dev if each.false_alarms <= MOST_FALSE_ALARMS), THRESHOLDS[-1])
    for half, part in halves.items():
        console.print(_table(half, part, chosen))
    test = figures(halves["test"], chosen)
    low, high = interval(halves["test"], chosen, lambda f: f.precision)
    console.print(f"chosen on dev: {chosen}. On test: precision {test.precision:.3f} [{low:.3f}, {high:.3f}]", end=", ")
    low, high = interval(halves["test"], chosen, lambda f: f.recall)
    console.print(f"recall {test.recall:.3f} [{low:.3f}, {high:.3f}]")
    if options.json:
        rows = {half: [asdict(figures(part, t)) for t in THRESHOLDS] for half, part in halves.items()}
        content = {"chosen": chosen, "figures": rows, "pairs": [asdict(pair) for pair in pairs]}
        options.json.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    return 0


def _table(half: str, pairs: Sequence[Pair], chosen: float) -> Table:
    counts = {kind: sum(pair.kind == kind for pair in pairs) for kind in KINDS}
    table = Table(title=f"{half} half, the share told of each kind")
    for heading in ("threshold", "precision", "recall", *(f"{kind} ({count})" for kind, count in counts.items())):
        table.add_column(heading, justify="right", no_wrap=True)
    for threshold in THRESHOLDS:
        row = figures(pairs, threshold)
        cells = [f"{value:.3f}" for value in (row.precision, row.recall, *(row.told[kind] for kind in KINDS))]
        table.add_row(f"{threshold:.2f}{' *' if threshold == chosen else ''}", *cells)
    return table


def _sentences(text: str) -> list[str]:
    """Pieces that can be left out one by one: code blocks whole, prose by sentence."""
    blocks = re.split(r"(```.*?```)", text, flags=re.DOTALL)
    return [
        piece.strip()
        for block in blocks
        for piece in ([block] if block.startswith("```") else re.split(r"(?<=[.:;])\s+|\n\n+", block))
        if piece.strip()
    ]


def _embed(embedder: LocalEmbedder, texts: Sequence[Text]) -> Vectors:
    return embed_traces(embedder, texts)


def _model_directory() -> Path:
    context = open_context(None)
    return model.directory(context.layout, context.settings)


if __name__ == "__main__":
    sys.exit(main())
