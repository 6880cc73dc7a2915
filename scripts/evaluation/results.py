"""What a run found, as it is written to a file and read again to be compared. No text of a question is in it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import orjson

from scripts.evaluation.metrics import METRICS, Grade
from scripts.evaluation.model import Kind, Query
from scripts.evaluation.splitting import Split, half

FORMAT = 1


@dataclass(frozen=True)
class Asking:
    """A question by the hash of its text and tags."""

    key: str
    kind: Kind
    half: Split

    @classmethod
    def of(cls, query: Query) -> "Asking":
        digest = hashlib.sha256("\0".join((query.text, *query.tags)).encode()).hexdigest()[:16]
        return cls(digest, query.kind, half(query.half_by))


@dataclass(frozen=True)
class Answers:
    """What one variant made of a set: a grade for each question, and `p50` and `p99` of its searches in ms."""

    variant: str
    grades: Sequence[Grade]
    latency_ms: Mapping[str, float]


@dataclass(frozen=True)
class SetResult:
    """One set under all variants, the first of them what the others are held against."""

    name: str
    about: str
    corpus: str
    traces: int
    questions: Sequence[Asking]
    answers: Sequence[Answers]


@dataclass(frozen=True)
class Run:
    """All sets. `facts`: what was measured, where and when."""

    facts: Mapping[str, Any]
    sets: Sequence[SetResult] = field(default_factory=list)


class ResultsError(ValueError):
    """A file that holds no run; the message says why."""


def write(path: Path, run: Run, summary: Mapping[str, Any]) -> None:
    """`summary` is for other readers; `read` makes nothing of it."""
    sets = [
        {
            "name": each.name,
            "about": each.about,
            "corpus": each.corpus,
            "traces": each.traces,
            "questions": [[one.key, one.kind, one.half] for one in each.questions],
            "answers": [_columns(answers) for answers in each.answers],
        }
        for each in run.sets
    ]
    content = {"format": FORMAT, "facts": dict(run.facts), "summary": summary, "sets": sets}
    path.write_bytes(orjson.dumps(content) + b"\n")


def _columns(answers: Answers) -> dict[str, Any]:
    grades: dict[str, Any] = {
        metric: [round(getattr(grade, metric), 5) for grade in answers.grades] for metric in METRICS
    }
    return {"variant": answers.variant, "latency_ms": dict(answers.latency_ms), **grades}


def read(path: Path) -> Run:
    """Inverse of `write`. Raises ResultsError."""
    try:
        content = orjson.loads(path.read_bytes())
        if content["format"] != FORMAT:
            raise ResultsError(f"{path} is of format {content['format']}, this reads {FORMAT}")
        return Run(content["facts"], [_set(each) for each in content["sets"]])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ResultsError(f"{path} holds no run of the evaluation: {error}") from error


def _set(fields: dict[str, Any]) -> SetResult:
    answers = [
        Answers(
            each["variant"],
            [Grade(*row) for row in zip(*(each[metric] for metric in METRICS), strict=True)],
            each["latency_ms"],
        )
        for each in fields["answers"]
    ]
    questions = [Asking(*each) for each in fields["questions"]]
    if any(len(each.grades) != len(questions) for each in answers):
        raise ResultsError(f"set {fields['name']} has not one grade for each question")
    return SetResult(fields["name"], fields["about"], fields["corpus"], fields["traces"], questions, answers)


def as_plain(value: Any) -> Any:
    """A dataclass as mappings and lists."""
    return asdict(value)
