"""The questions of `tests/evaluation/seed_questions.jsonl`, one JSON object a line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import orjson

FILE = Path(__file__).resolve().parents[2] / "tests" / "evaluation" / "seed_questions.jsonl"

Kind = Literal["plain", "raw"]
By = Literal["stranger", "author"]


@dataclass(frozen=True)
class Question:
    """`q` should find the seed trace `slug`. `kind`: plain words or what a screen shows; `by`: who wrote it.

    A stranger saw a line on domain and symptom, never the trace; an author wrote the trace as well.
    """

    slug: str
    kind: Kind
    by: By
    q: str


class QuestionError(ValueError):
    """A line that is no question; the message names it."""


def read(path: Path = FILE) -> list[Question]:
    """All questions in the file's order. Raises QuestionError for the first bad line."""
    found = []
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            fields = orjson.loads(line)
            question = Question(fields["slug"], fields["kind"], fields["by"], fields["q"])
        except (ValueError, KeyError, TypeError) as error:
            raise QuestionError(f"{path.name} line {number}: needs slug, kind, by and q: {error}") from error
        if question.kind not in get_args(Kind) or question.by not in get_args(By) or not question.q.strip():
            raise QuestionError(f"{path.name} line {number}: unknown kind or author, or an empty question")
        found.append(question)
    return found
