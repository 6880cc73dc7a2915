"""What is searched and asked: real texts, varied by a fixed seed where there are too few of them."""

import gzip
import json
import random
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from app.traces.service import Draft

SEED = 20_260_101
PAGES, QUESTIONS = "tldr_pages.jsonl.gz", "nl2bash_queries.jsonl"

_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+|\n+")
_MAX_TITLE = 200


@dataclass(frozen=True)
class Marked:
    """A draft, and the word and tag in it that no other has."""

    mark: str
    draft: Draft

    @property
    def body(self) -> bytes:
        return self._body()

    @property
    def body_without_look(self) -> bytes:
        """The same for who doesn't want near-duplicates to be looked for."""
        return self._body(on_duplicate="ignore")

    def _body(self, **more: str) -> bytes:
        draft = self.draft
        return orjson.dumps(
            {
                "title": draft.title,
                "context_text": draft.context_text,
                "solution_text": draft.solution_text,
                "tags": list(draft.tags),
                **more,
            }
        )


def read_pages(folder: Path) -> list[Draft]:
    """The how-to pages of the evaluation data."""
    with gzip.open(folder / PAGES, "rt", encoding="utf-8") as stream:
        pages = [json.loads(line) for line in stream]
    return [Draft(page["title"], page["context_text"], page["solution_text"], page["tags"]) for page in pages]


def read_questions(folder: Path) -> list[str]:
    """The questions of the evaluation data."""
    with (folder / QUESTIONS).open(encoding="utf-8") as stream:
        return [json.loads(line)["q"] for line in stream]


def read_relevant(folder: Path) -> list[tuple[str, set[int]]]:
    """The questions of the evaluation data, each with the rows (as `read_pages` gives them) that answer it."""
    with gzip.open(folder / PAGES, "rt", encoding="utf-8") as stream:
        rows = {json.loads(line)["id"]: row for row, line in enumerate(stream)}
    with (folder / QUESTIONS).open(encoding="utf-8") as stream:
        asked = [json.loads(line) for line in stream]
    return [(each["q"], {rows[page] for page in each["relevant"]}) for each in asked]


def grow(drafts: Sequence[Draft], count: int) -> list[Draft]:
    """`count` drafts: the given ones, then variations of them. The same for the same input; no two alike."""
    rng = random.Random(SEED)  # noqa: S311 - a repeatable corpus, nothing to protect
    varied = (_vary(drafts[n % len(drafts)], rng.choice(drafts), n, rng) for n in range(len(drafts), count))
    return [*drafts[:count], *varied]


def marked(draft: Draft, mark: str) -> Draft:
    """The draft with a word, and a tag, that no other has."""
    title = f"{draft.title[: _MAX_TITLE - len(mark) - 1]} {mark}"
    return Draft(title, draft.context_text, draft.solution_text, [*draft.tags, mark])


def mark_all(drafts: Sequence[Draft]) -> Iterator[Marked]:
    """Give each a mark of this run's own."""
    run = secrets.token_hex(3)
    for number, draft in enumerate(drafts):
        mark = f"x{run}n{number}z"
        yield Marked(mark, marked(draft, mark))


def questions(real: Iterable[str], drafts: Sequence[Draft], count: int) -> list[str]:
    """`count` different questions: the real ones, then runs of 5 to 12 words out of the drafts' texts."""
    rng = random.Random(SEED + 1)  # noqa: S311 - as above
    found = dict.fromkeys(list(real)[:count])
    words = [f"{draft.title} {draft.context_text}".split() for draft in drafts]
    for attempt in range(100 * count):
        if len(found) == count:
            return list(found)
        text = words[attempt % len(words)]
        start = rng.randrange(max(1, len(text) - 5))
        found[" ".join(text[start : start + rng.randint(5, 12)])[:1000]] = None
    raise ValueError(f"the texts yield only {len(found)} different questions, not {count}")


def _vary(base: Draft, other: Draft, number: int, rng: random.Random) -> Draft:
    """About two thirds of the sentences of one draft with a sentence of another."""
    title = f"{base.title[: _MAX_TITLE - 20]}, case {number}"
    context = [*_some(base.context_text, rng), rng.choice(_sentences(other.context_text))]
    return Draft(title, "\n".join(context), "\n".join(_some(base.solution_text, rng)), base.tags)


def _some(text: str, rng: random.Random) -> list[str]:
    sentences = _sentences(text)
    kept = [sentence for sentence in sentences if rng.random() < 2 / 3]
    return kept or sentences


def _sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE_END.split(text) if part.strip()]
