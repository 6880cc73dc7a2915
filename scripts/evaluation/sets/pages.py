"""Short questions in plain English over short how-to pages (`EVAL_DATA_DIR`)."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from scripts.evaluation.model import Corpus, Item, Query, QuestionSet
from scripts.evaluation.sets.rows import item, rows

PAGES, QUESTIONS = "tldr_pages.jsonl.gz", "nl2bash_queries.jsonl"


def sets(folder: Path) -> list[QuestionSet]:
    """nl2bash: which page holds the command that a sentence asks for."""
    corpus = Corpus("pages", cache(lambda: _items(folder / PAGES)))
    about = "a task in one plain sentence, over pages that describe one command each"
    return [QuestionSet("nl2bash", about, corpus, lambda: _queries(folder / QUESTIONS))]


def _items(path: Path) -> Sequence[Item]:
    return [item(row) for row in rows(path)]


def _queries(path: Path) -> Sequence[Query]:
    return [Query(row["q"], frozenset(row["relevant"]), "plain words") for row in rows(path)]
