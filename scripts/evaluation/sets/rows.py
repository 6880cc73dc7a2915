"""The files of `EVAL_DATA_DIR`, and the little that several sets need."""

import gzip
import hashlib
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from app.traces.service import Draft
from scripts.evaluation.model import Item

FEWEST = 5
"""Words that still ask for something."""

_WORD = re.compile(r"\S+")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file with one JSON object a line, gzipped or not."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as stream:
        for line in stream:
            yield orjson.loads(line)


def item(row: dict[str, Any]) -> Item:
    """A row as it would be submitted."""
    return Item(row["id"], Draft(row["title"], row["context_text"], row["solution_text"], row["tags"]))


def chance(text: str) -> random.Random:
    """Random numbers that are the same for the same text, whatever else is in the set."""
    return random.Random(hashlib.sha256(text.encode()).digest())  # noqa: S311 - repeatable, nothing to protect


def order(text: str) -> bytes:
    """Sorts texts as chance would, always the same."""
    return hashlib.sha256(text.encode()).digest()


def drop_words(text: str, share: float) -> str:
    """The text without about `share` of its words. Where too few would stay, it stays whole."""
    words = _WORD.findall(text)
    rng = chance(text)
    kept = [word for word in words if rng.random() >= share]
    return " ".join(kept if len(kept) >= FEWEST else words)
