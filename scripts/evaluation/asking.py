"""Put questions to the product's own search and see at which rank the answers come."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.retrieval.service import Retrieval
from app.traces.models import Trace
from scripts.evaluation.figures import DEPTH
from scripts.evaluation.questions import Question


@dataclass(frozen=True)
class Asked:
    """One question, its rank (None: not among the first DEPTH), and the slugs of what came first."""

    question: Question
    rank: int | None
    first: tuple[str, ...]


def slugs(session: Session) -> dict[uuid.UUID, str]:
    """The slug of every trace that is kept as a file."""
    rows = session.execute(select(Trace.id, Trace.slug).where(Trace.slug.is_not(None)))
    return {row.id: row.slug for row in rows}


def ask(retrieval: Retrieval, questions: Sequence[Question], names: dict[uuid.UUID, str]) -> Iterator[Asked]:
    """Each question with what the search makes of it. Raises Unavailable when the index can't be asked."""
    for question in questions:
        answer = retrieval.search(question.q, (), DEPTH)
        found = [names.get(each.hit.id, str(each.hit.id)) for each in answer.results]
        rank = found.index(question.slug) + 1 if question.slug in found else None
        yield Asked(question, rank, tuple(found[:3]))
