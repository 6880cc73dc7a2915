"""Short questions in plain English over short how-to pages (`EVAL_DATA_DIR`)."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from scripts.evaluation.model import Corpus, Item, Query, QuestionSet
from scripts.evaluation.sets.ends import DROPPED, LAST
from scripts.evaluation.sets.rows import drop_words, item, rows

PAGES, QUESTIONS = "tldr_pages.jsonl.gz", "nl2bash_queries.jsonl"


LONG = 900
"""Characters. Of 753 pages as long or longer, 713 have more than the model's 256 WordPieces."""

SHORTEST = 6
"""Words of a description before some are dropped."""


def sets(folder: Path) -> list[QuestionSet]:
    """Which page holds the command that a sentence asks for, anywhere in it or at its end."""
    corpus = Corpus("pages", cache(lambda: _items(folder / PAGES)))
    return [
        QuestionSet(
            "nl2bash",
            "a task in one plain sentence, over pages that describe one command each",
            corpus,
            lambda: _queries(folder / QUESTIONS),
        ),
        QuestionSet(
            "pages-ends",
            "what one of the last examples of a long page does, without about a third of its words",
            corpus,
            lambda: [query for item in corpus.items() if (query := _about_the_end(item))],
        ),
    ]


def _items(path: Path) -> Sequence[Item]:
    return [item(row) for row in rows(path)]


def _queries(path: Path) -> Sequence[Query]:
    return [Query(row["q"], frozenset(row["relevant"]), "plain words") for row in rows(path)]


def _about_the_end(item: Item) -> Query | None:
    """Each line of a page is `description: command`; asked is the longest description in the last quarter."""
    text = item.draft.solution_text
    if len(text) < LONG:
        return None
    lines = text[text.find("\n", int(len(text) * LAST)) + 1 :].splitlines()
    descriptions = [line.partition(": ")[0] for line in lines]
    longest = max(descriptions, key=len, default="")
    if len(longest.split()) < SHORTEST:
        return None
    return Query(drop_words(longest, DROPPED), frozenset({item.key}), "long")
