"""The measuring itself, on the stack that the environment names: started by `python -m scripts.evaluation.packs`.

A task is one question of the seed library, or two or three about different traces. What a pack holds of the traces that
answer it is compared with what an agent gets that searches and pastes results, best first, until the budget is full.
"""

import argparse
import random
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, median

import orjson
from rich.console import Console
from rich.markup import escape

from app.context.counting import Ruler
from app.context.fencing import one_line, safe
from app.context.pieces import main_code
from app.context.rules import Wish, searchable_text
from app.context.service import Context, subqueries
from app.context.units import joined, split
from app.core.errors import Unavailable
from app.core.settings import load_settings
from app.retrieval.service import Retrieval
from app.wiring import wire
from scripts.evaluation.indexes import build
from scripts.evaluation.loading import contents, store
from scripts.evaluation.questions import FILE, QuestionError, read
from scripts.evaluation.sets.seeds import CORPUS
from scripts.evaluation.variants import DocumentSide
from scripts.evaluation.vectors import kept_vectors
from scripts.library.files import Seed, SeedError, read_all
from scripts.migrate import migrate
from search.client import SearchUnavailable

BUDGETS = (500, 1_000, 2_000, 4_000)
TASKS = {1: 100, 2: 60, 3: 40}
"""Tasks of so many questions."""


@dataclass(frozen=True)
class Task:
    """Questions, and the slugs of the traces that answer them, in the same order."""

    questions: tuple[str, ...]
    gold: tuple[str, ...]


@dataclass(frozen=True)
class Gold:
    """What of a trace is looked for in a text."""

    title: str
    solution: tuple[str, ...]
    core: tuple[str, ...]
    """The main code of the solution; its first two sentences where it has none."""

    def is_in(self, text: str) -> bool:
        """Whether it is there by title with any of its solution."""
        return self.title in text and any(unit in text for unit in self.solution)

    def core_is_in(self, text: str) -> bool:
        """Whether it is there by title with the whole core of its solution."""
        return self.title in text and all(unit in text for unit in self.core)


@dataclass(frozen=True)
class Figures:
    """Means over tasks: shares of the gold traces that are there, that are there with their core, and tokens used."""

    way: str
    questions: int
    budget: int
    present: float
    core: float
    tokens: float
    median_ms: float


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The options, which the command that starts this one takes too."""
    parser = argparse.ArgumentParser(prog="python -m scripts.evaluation.packs", description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    return parser.parse_args(arguments)


def tasks(chance: random.Random) -> list[Task]:
    """Drawn from the strangers' questions; those of one task are about different traces."""
    questions = [question for question in read(FILE) if question.by == "stranger"]
    made: list[Task] = []
    for size, count in TASKS.items():
        wanted = len(made) + count
        while len(made) < wanted:
            drawn = chance.sample(questions, size)
            gold = tuple(question.slug for question in drawn)
            if len(set(gold)) == size:
                made.append(Task(tuple(question.q for question in drawn), gold))
    return made


def gold_of(trace: Seed) -> Gold:
    """What to look for of a seed trace."""
    units = split(safe(trace.draft.solution_text).strip("\n"))
    code = main_code(units)
    core = (units[code].text,) if code is not None else tuple(unit.text for unit in units[:2])
    return Gold(one_line(trace.draft.title), tuple(unit.text for unit in units), core)


class Pasting:
    """Search and paste: whole traces one after the other, the last one cut where the budget ends."""

    def __init__(self, retrieval: Retrieval, ruler: Ruler) -> None:
        self._retrieval = retrieval
        self._ruler = ruler

    def together(self, task: Task, budget: int) -> str:
        """All questions in one search."""
        return self._paste(["\n".join(task.questions)], budget)

    def apart(self, task: Task, budget: int) -> str:
        """A search for each question, results taken in turns."""
        return self._paste(task.questions, budget)

    def _paste(self, questions: Sequence[str], budget: int) -> str:
        answers = [self._retrieval.search(searchable_text(question), (), 10).results for question in questions]
        texts: dict[uuid.UUID, str] = {}
        for rank in range(10):
            for answer in answers:
                if rank < len(answer):
                    trace = answer[rank].trace
                    fields = (trace["context_text"], trace["solution_text"])
                    texts[trace["id"]] = "\n\n".join(
                        [one_line(trace["title"]), *(joined(split(safe(text).strip("\n"))) for text in fields)]
                    )
        whole = "\n\n".join(texts.values())
        room = self._ruler.room(budget)
        low, high = 0, min(len(whole), room.bytes)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._ruler.size(whole[:middle]).fits(room) else (low, middle - 1)
        return whole[:low]


class Packing:
    """The product's packs."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def together(self, task: Task, budget: int) -> str:
        """All questions as one task."""
        asked = subqueries("\n".join(task.questions), None, (), ())
        return self._context.pack(asked, Wish(), budget, "markdown").pack.text

    def apart(self, task: Task, budget: int) -> str:
        """Each question by itself."""
        asked = subqueries(None, None, task.questions, ())
        return self._context.pack(asked, Wish(), budget, "markdown").pack.text


def measure(
    way: str, give: Callable[[Task, int], str], drawn: Sequence[Task], golds: dict[str, Gold], ruler: Ruler
) -> list[Figures]:
    """One way of answering, over all tasks and budgets."""
    found = []
    for size in TASKS:
        mine = [task for task in drawn if len(task.questions) == size]
        for budget in BUDGETS:
            present, core, tokens, seconds = [], [], [], []
            for task in mine:
                began = time.perf_counter()
                text = give(task, budget)
                seconds.append(time.perf_counter() - began)
                present.append(mean(golds[slug].is_in(text) for slug in task.gold))
                core.append(mean(golds[slug].core_is_in(text) for slug in task.gold))
                tokens.append(ruler.tokens(ruler.size(text)))
                if tokens[-1] > budget:
                    raise AssertionError(f"{way} gave {tokens[-1]} tokens for a budget of {budget}")
            figures = (mean(present), mean(core), mean(tokens), 1000 * median(seconds))
            found.append(Figures(way, size, budget, *figures))
    return found


def main() -> int:
    """Load the library, make packs, and print the table; returns the exit code."""
    options = parse(sys.argv[1:])
    console = Console(highlight=False, soft_wrap=True)
    wired = wire(load_settings())
    try:
        library = list(read_all())
        drawn = tasks(random.Random(7))  # noqa: S311
        migrate(wired.database)
        embedder = kept_vectors(wired.embedder)
        traces = contents(wired.database, store(wired.database, CORPUS))
        live = build(wired, embedder, CORPUS.name, traces, DocumentSide())
        golds = {one.slug: gold_of(one) for one in library}
        # A slow machine is no reason to measure something else.
        retrieval = Retrieval(wired.database, wired.elasticsearch.options(request_timeout=60), embedder, live)
        ruler = Ruler(wired.token_counter, wired.settings.context_token_margin)
        context = Context(wired.database, retrieval, embedder, ruler, deadline_s=30)
        figures: list[Figures] = []
        for name, way in (("search and paste", Pasting(retrieval, ruler)), ("pack", Packing(context))):
            figures += measure(f"{name}, one query", way.together, drawn, golds, ruler)
            figures += measure(f"{name}, a query each", way.apart, drawn, golds, ruler)
    except (QuestionError, SearchUnavailable, SeedError, Unavailable, OSError) as error:
        console.print(f"[red]packs:[/red] {escape(str(error))}")
        return 1
    finally:
        wired.close()
    _report(console, figures, len(library))
    if options.json:
        options.json.write_bytes(orjson.dumps([asdict(each) for each in figures], option=orjson.OPT_INDENT_2))
    return 0


def _report(console: Console, figures: Sequence[Figures], traces: int) -> None:
    console.print(f"Gold traces inside, over {traces} seed traces\n")
    console.print("| questions | budget | way | inside | with its core | tokens | median ms |")
    console.print("|--:|--:|---|--:|--:|--:|--:|")
    for each in sorted(figures, key=lambda one: (one.questions, one.budget)):
        if each.questions > 1 or not each.way.endswith("each"):
            shares = f"{each.present:.1%} | {each.core:.1%}"
            console.print(
                f"| {each.questions} | {each.budget:,} | {each.way} | {shares} | {each.tokens:,.0f} "
                f"| {each.median_ms:.0f} |"
            )


if __name__ == "__main__":
    sys.exit(main())
