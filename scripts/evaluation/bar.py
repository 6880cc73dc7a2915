"""Calibrate the bar of `no_good_match`: `python -m scripts.evaluation.bar [--json FILE]`, on a stack of its own.

Questions with an answer are those of the seed library. Questions without one are the same, their trace left out of what
was found, and others that the library has nothing on (`tests/evaluation/unanswered_questions.jsonl`). Values are chosen
on the half `dev` and their figures reported on the half `test`.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import orjson
from rich.table import Table

from app.core.settings import load_settings
from app.retrieval.answers import Found
from app.retrieval.service import Retrieval
from app.wiring import wire
from scripts.evaluation import report
from scripts.evaluation.indexes import build
from scripts.evaluation.loading import contents, store
from scripts.evaluation.model import Query
from scripts.evaluation.roc import Sample, area, calibrate, figures, strongest
from scripts.evaluation.sets import seeds
from scripts.evaluation.splitting import half
from scripts.evaluation.variants import HYBRID
from scripts.evaluation.vectors import kept_vectors
from scripts.migrate import migrate
from scripts.stack.temporary import EVALUATION_STATE, run_on_own_stack
from search.query.bar import BAR, DECISIVE, Bar, words_per_term
from search.terms import distinct

UNANSWERED = Path(__file__).resolve().parents[2] / "tests" / "evaluation" / "unanswered_questions.jsonl"

SETS = ("seeds-plain", "seeds-errors")

ALONE = 0.98
"""How often one leg by itself must be right, of as many questions with an answer as without, to count alone."""

DEPTH = 11
"""Hits looked at: ten, beside the one that is left out."""

GROUPS = ("plain words", "error line", "left out", "off topic")


def main() -> int:
    """Measure, print the values and their figures; returns the exit code."""
    arguments = sys.argv[1:]
    options = parse(arguments)
    if not options.here:
        command = [sys.executable, "-m", "scripts.evaluation.bar", "--here", *arguments]
        return run_on_own_stack(EVALUATION_STATE, command, only=("postgres", "elasticsearch"))
    samples = gather()
    dev = [each for each in samples if half(each.half_by) == "dev"]
    test = [each for each in samples if half(each.half_by) == "test"]
    bars = {"chosen on dev": calibrate(dev, ALONE), "in search/query/bar.py": BAR}
    tell(bars, dev, test)
    if options.json:
        written = {
            "bars": {name: asdict(bar) for name, bar in bars.items()},
            "samples": [asdict(each) for each in samples],
        }
        options.json.write_bytes(orjson.dumps(written))
    return 0


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options. `--here`: on the stack that the environment names."""
    parser = argparse.ArgumentParser(prog="python -m scripts.evaluation.bar", description=__doc__)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the values and every sample to this file")
    return parser.parse_args(arguments)


def gather() -> list[Sample]:
    """Ask everything; each question with an answer is a sample of both kinds."""
    wired = wire(load_settings(), statement_timeout_ms=60_000)
    try:
        migrate(wired.database)
        embedder = kept_vectors(wired.embedder)
        ids = store(wired.database, seeds.CORPUS)
        index = build(wired, embedder, "bar", contents(wired.database, ids), HYBRID.documents)
        retrieval = Retrieval(wired.database, wired.elasticsearch, embedder, index)
        asked = [query for each in seeds.sets() if each.name in SETS for query in each.queries()]
        unanswered = [orjson.loads(line)["q"] for line in UNANSWERED.read_bytes().splitlines()]
        embedder.embed([*(query.text for query in asked), *unanswered], "query")
        found: list[Sample] = []
        for query in asked:
            results = retrieval.search(query.text, (), DEPTH).results
            found += _both(query, results, {ids[key] for key in query.relevant})
        for text in unanswered:
            results = retrieval.search(text, (), DEPTH).results
            found.append(_sample(text, results[: DEPTH - 1], "off topic", has_answer=False))
    finally:
        wired.close()
    return found


def _both(query: Query, results: Sequence[Found], relevant: set[object]) -> list[Sample]:
    others = [each for each in results if each.hit.id not in relevant]
    missed = len(others) == len(results)
    left_out = _sample(query.text, others[: DEPTH - 1], "left out", has_answer=False)
    # A search that finds another trace only has no answer to show, whatever the library holds.
    return [left_out] if missed else [_sample(query.text, results[: DEPTH - 1], query.kind, has_answer=True), left_out]


def _sample(text: str, results: Sequence[Found], group: str, *, has_answer: bool) -> Sample:
    terms = len(distinct(text))
    hits = [(each.hit.similarity, words_per_term(each.hit, terms)) for each in results]
    is_decided = any(not DECISIVE.isdisjoint(each.hit.legs) for each in results)
    return Sample(hits, has_answer, group, text, is_decided)


def tell(bars: dict[str, Bar], dev: Sequence[Sample], test: Sequence[Sample]) -> None:
    """The values, how well the signals separate, and what each bar does on the half that it wasn't chosen on."""
    console = report.console()
    for name, bar in bars.items():
        console.print(f"{name}: {bar}")
    weight = bars["chosen on dev"].words_weight
    legs: dict[str, Callable[[Sample], float]] = {
        "cosine": lambda sample: max((one for one, _ in sample.hits), default=0.0),
        "words per term": lambda sample: max((one for _, one in sample.hits), default=0.0),
        "both": lambda sample: strongest(sample, weight),
    }
    for name, strength in legs.items():
        console.print(
            f"area under the ROC curve, {name}: dev {area(dev, strength):.3f}, test {area(test, strength):.3f}"
        )
    table = Table(title="On the half `test`")
    for heading in ("bar", "with answer", "without", "recall", "precision", "specificity"):
        table.add_column(heading, justify="left" if heading == "bar" else "right")
    for name, bar in bars.items():
        told = figures(test, lambda sample, bar=bar: _clears(bar, sample))  # type: ignore[misc]
        shares = (f"{share:.1%}" for share in (told.recall, told.precision, told.specificity))
        table.add_row(name, str(told.answered), str(told.unanswered), *shares)
        for group in GROUPS:
            of = [each for each in test if each.group == group]
            cleared = sum(_clears(bar, each) for each in of) / len(of) if of else 0.0
            decided = sum(each.is_decided for each in of) / len(of) if of else 0.0
            title = f"  {group}: said to have a good match ({decided:.1%} by a shared error)"
            table.add_row(title, str(len(of)), "", f"{cleared:.1%}", "", "")
    console.print(table)


def _clears(bar: Bar, sample: Sample) -> bool:
    return sample.is_decided or any(bar.is_cleared(cosine, words) for cosine, words in sample.hits)


if __name__ == "__main__":
    sys.exit(main())
