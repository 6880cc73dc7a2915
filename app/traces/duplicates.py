"""Is it there already? Near-duplicates of a submission: looked for before the transaction, acted on inside it.

Two traces are never merged for being near. Cosine tells that two texts speak of the same, not that they say the same.
"""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import Conflict
from app.traces import rules, service
from app.traces.links import RELATED
from app.traces.models import Embedding, Trace, TraceLink
from app.traces.service import Draft, Submitted
from app.traces.vectors import Texts, keep_vectors, read_vector, vector_in
from search.embeddings import Vectors
from search.generations import VectorSpace

WARN, REJECT, LINK, IGNORE = "warn", "reject", "link", "ignore"
ON_DUPLICATE = (WARN, REJECT, LINK, IGNORE)
"""What a contributor may ask for: be told, be refused, have the traces related, or not to wait for the look-up."""

MOST_SIMILAR = 5
"""Shown with a submission, nearest first."""

CANDIDATES = 10
"""Asked for, as some may be hidden, expired, or the one that is superseded."""


@dataclass(frozen=True)
class Similar:
    """A trace that may say the same. `score`: cosine of the vectors of both, -1..1."""

    id: uuid.UUID
    title: str
    score: float
    status: str
    trust_score: float


@dataclass(frozen=True)
class Neighbourhood:
    """What could be had in time: the text's vector in `space`, and the ids of the traces nearest to it."""

    vector: Vectors | None = None
    space: VectorSpace | None = None
    ids: Sequence[uuid.UUID] | None = None


class Neighbours(Protocol):
    """Finds what is near to a trace, within a time limit of its own. Never raises."""

    def around(self, trace: Texts, size: int) -> Neighbourhood: ...


@dataclass(frozen=True)
class Look:
    """What was found before a submission. `similar` None: nobody looked, or not to the end."""

    similar: tuple[Similar, ...] | None = None
    vector: Vectors | None = None
    space: VectorSpace | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a submission, what it is near to, and to which of those it was linked."""

    submitted: Submitted
    similar: tuple[Similar, ...] | None
    linked: tuple[uuid.UUID, ...]


class NearDuplicate(Conflict):
    """Refused as asked for, since something near is there."""

    code = "near_duplicate"
    title = "Near-duplicate"

    def __init__(self, similar: Sequence[Similar]) -> None:
        super().__init__(
            f"{len(similar)} similar trace{'s are' if len(similar) > 1 else ' is'} there already, the nearest "
            f"{similar[0].id}: {similar[0].title}. Vote for it or amend it if it says the same; else send yours with "
            "on_duplicate=warn."
        )
        self.similar = tuple(similar)

    @property
    def extra(self) -> dict[str, Any]:
        return {"similar": [{**asdict(each), "id": str(each.id)} for each in self.similar]}


class DuplicateCheck:
    """One per process; safe to share between threads."""

    def __init__(self, database: Database, neighbours: Neighbours, threshold: float) -> None:
        """`threshold`: the cosine from which on a trace counts as similar, as measured in docs/search-quality.md."""
        self._database = database
        self._neighbours = neighbours
        self._threshold = threshold

    def look(self, draft: Draft, superseded: uuid.UUID | None) -> Look:
        """What is near to a draft, except what it supersedes. No session is open while others are asked.

        For the same content to the letter, which `submit` finds by itself, nothing is looked for.
        """
        with self._database.reading() as session:
            if service.is_known(session, draft):
                return Look()
        found = self._neighbours.around((draft.title, draft.context_text, draft.solution_text), CANDIDATES)
        if found.vector is None or found.space is None:
            return Look()
        if found.ids is None:
            return Look(None, found.vector, found.space)
        ids = [trace_id for trace_id in found.ids if trace_id != superseded]
        with self._database.reading() as session:
            near = _compare(session, ids, found.vector, found.space)
        similar = tuple(each for each in near if each.score >= self._threshold)
        return Look(similar[:MOST_SIMILAR], found.vector, found.space)


def submit(
    session: Session,
    contributor_id: uuid.UUID,
    draft: Draft,
    superseded: uuid.UUID | None,
    look: Look,
    on_duplicate: str = WARN,
    *,
    moderating: bool = False,
) -> Outcome:
    """Store a draft that was looked after, as `on_duplicate` says. What couldn't be looked for holds nothing up.

    Raises NearDuplicate, and what `service.submit` raises.
    """
    if on_duplicate == REJECT and look.similar:
        raise NearDuplicate(look.similar)
    submitted = service.submit(session, contributor_id, draft, superseded, moderating=moderating)
    if submitted.duplicate:
        return Outcome(submitted, None, ())
    if look.vector is not None and look.space is not None:
        keep_vectors(session, {submitted.trace.text_hash: look.vector}, look.space)
    linked = _relate(session, submitted.trace.id, look.similar or ()) if on_duplicate == LINK else ()
    return Outcome(submitted, look.similar, linked)


def _compare(session: Session, ids: Sequence[uuid.UUID], vector: Vectors, space: VectorSpace) -> list[Similar]:
    """Those of `ids` that a search may show and that are still valid, by exact cosine, nearest first."""
    rows = session.execute(
        select(Trace.id, Trace.title, Trace.status, Trace.trust_score, Embedding.vector)
        .join(
            Embedding,
            vector_in(space),
        )
        .where(
            Trace.id.in_(ids),
            Trace.visibility.in_(rules.SEARCHABLE),
            or_(Trace.valid_until.is_(None), Trace.valid_until > func.now()),
        )
    )
    near = [
        Similar(row.id, row.title, round(float(vector @ read_vector(row.vector)), 4), row.status, row.trust_score)
        for row in rows
    ]
    return sorted(near, key=lambda each: (-each.score, each.id))


def _relate(session: Session, source: uuid.UUID, similar: Sequence[Similar]) -> tuple[uuid.UUID, ...]:
    """A link to each, of the one type that the cosine can vouch for; its strength is the cosine."""
    rows = [
        {"source_id": source, "target_id": each.id, "relationship_type": RELATED, "strength": each.score}
        for each in similar
    ]
    if rows:
        session.execute(insert(TraceLink).on_conflict_do_nothing(), rows)
    return tuple(each.id for each in similar)
