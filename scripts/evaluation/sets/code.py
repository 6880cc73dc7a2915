"""Short questions over code: traces whose title and context are taken away and asked for."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from app.traces.service import Draft
from scripts.evaluation.model import Corpus, Item, Query, QuestionSet
from scripts.evaluation.sets.rows import order, rows
from scripts.library.files import read_all

TEXTS = "real_texts_80k.jsonl.gz"

COMMANDS = 6000
"""One-line commands in the corpus, nearly half of those there are."""

ASKED = 500
LONG = 60
"""Characters of a command from which it is asked for."""


def sets(folder: Path) -> list[QuestionSet]:
    """Two sets over one corpus: whole solutions of the seed library among thousands of commands."""
    path = folder / TEXTS
    corpus = Corpus("code", lambda: [*_solutions(), *(item for item, _ in _commands(path))])
    return [
        QuestionSet(
            "code-solutions",
            "the title of a seed trace, over solutions of code and prose whose title and context aren't indexed",
            corpus,
            lambda: [Query(seed.draft.title, frozenset({seed.slug}), "plain words") for seed in read_all()],
        ),
        QuestionSet(
            "code-commands",
            "what a long shell command does, over commands without any description",
            corpus,
            lambda: _descriptions(path),
        ),
    ]


def _bare(key: str, solution_text: str) -> Item:
    return Item(key, Draft("", "", solution_text))


@cache
def _solutions() -> Sequence[Item]:
    return [_bare(seed.slug, seed.draft.solution_text) for seed in read_all()]


@cache
def _commands(path: Path) -> Sequence[tuple[Item, str]]:
    """Commands and their descriptions; of those that occur more than once, one."""
    by_command = {row["solution_text"]: row for row in rows(path) if "nl2bash" in row["tags"]}
    chosen = sorted(by_command.values(), key=lambda row: order(row["id"]))[:COMMANDS]
    return [(_bare(row["id"], row["solution_text"]), row["context_text"]) for row in chosen]


def _descriptions(path: Path) -> Sequence[Query]:
    long = [(item, text) for item, text in _commands(path) if len(item.draft.solution_text) >= LONG]
    return [Query(text, frozenset({item.key}), "plain words") for item, text in long[:ASKED]]
