"""The measuring itself, on the stack that the environment names: started by `python -m scripts.evaluation`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from app.core.errors import Unavailable
from app.core.settings import load_settings
from app.indexing.live import LiveIndexCache
from app.retrieval.service import Retrieval
from app.wiring import wire
from scripts import seed
from scripts.evaluation.asking import Asked, ask, slugs
from scripts.evaluation.figures import scores
from scripts.evaluation.questions import FILE, QuestionError, read
from scripts.library.files import SeedError, read_all

GROUPS: tuple[tuple[str, Callable[[Asked], bool]], ...] = (
    ("strangers, all", lambda asked: asked.question.by == "stranger"),
    ("strangers, plain words", lambda asked: asked.question.by == "stranger" and asked.question.kind == "plain"),
    ("strangers, raw errors", lambda asked: asked.question.by == "stranger" and asked.question.kind == "raw"),
    ("the traces' authors", lambda asked: asked.question.by == "author"),
)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options, which the command that starts this one takes too."""
    parser = argparse.ArgumentParser(prog="python -m scripts.evaluation", description=__doc__)
    parser.add_argument("--questions", type=Path, default=FILE, help="another file of questions")
    parser.add_argument("--json", type=Path, help="write figures and every rank to this file")
    return parser.parse_args(arguments)


def main() -> int:
    """Load the library, ask, and print the table and what was missed; returns the exit code."""
    options = parse(sys.argv[1:])
    console = Console(highlight=False, soft_wrap=True)
    wired = wire(load_settings())
    try:
        questions = read(options.questions)
        seed.load_all(wired.database, read_all())
        seed.wait_until_indexed(wired.database, seed.every(50, "indexing"))
        # Written, but visible to searches only after a refresh, which a large batch leaves to the index.
        wired.elasticsearch.indices.refresh(index=f"{wired.settings.index_prefix}-*")
        with wired.database.reading() as session:
            names = slugs(session)
        live = LiveIndexCache(wired.database, wired.settings.index_prefix)
        retrieval = Retrieval(wired.database, wired.elasticsearch, wired.embedder, live)
        asked = list(ask(retrieval, questions, names))
    except (QuestionError, SeedError, TimeoutError, Unavailable, OSError) as error:
        console.print(f"[red]eval:[/red] {escape(str(error))}")
        return 1
    finally:
        wired.close()
    _report(console, asked, len(names))
    if options.json:
        options.json.write_bytes(orjson.dumps([asdict(each) for each in asked], option=orjson.OPT_INDENT_2))
    return 0


def _report(console: Console, asked: Sequence[Asked], traces: int) -> None:
    for each in asked:
        if each.rank is None or each.rank > 3:
            place = f"rank {each.rank}" if each.rank else "not found"
            console.print(f"[bold]{each.question.slug}[/bold] {place}: {escape(each.question.q[:150])}")
            console.print(f"    instead: {', '.join(each.first) or 'nothing'}")
    table = Table(title=f"Search over {traces} seed traces")
    for heading in ("questions by", "n", "hit@1", "hit@3", "MRR@10"):
        table.add_column(heading, justify="left" if heading == "questions by" else "right")
    for title, belongs in GROUPS:
        found = scores([each.rank for each in asked if belongs(each)])
        if found.questions:
            cells = (f"{found.hit_1:.1%}", f"{found.hit_3:.1%}", f"{found.mrr:.3f}")
            table.add_row(title, str(found.questions), *cells)
    console.print(table)


if __name__ == "__main__":
    sys.exit(main())
