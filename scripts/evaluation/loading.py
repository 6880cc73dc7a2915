"""A corpus as rows of the database, by the service that takes submissions."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.service import ensure_contributor
from app.core.db import Database
from app.traces import service as traces
from app.traces.models import Trace
from scripts.evaluation import progress
from scripts.evaluation.model import Corpus, Item

CONTRIBUTOR = uuid.UUID("00000000-0000-4000-8000-0000000e7a10")
AT_ONCE = 500
"""Rows in one transaction."""

BORN = datetime(2026, 1, 1, tzinfo=UTC)
"""Every trace's age, so that none is ranked by it."""

Ids = Mapping[str, uuid.UUID]
"""The trace of each key of a corpus. Items with the same content are one trace, as in the product."""


def store(database: Database, corpus: Corpus) -> Ids:
    """Submit every item. Nothing is indexed by that: no worker runs beside the evaluation."""
    items = corpus.items()
    with database.transaction() as session:
        ensure_contributor(session, CONTRIBUTOR, "evaluation@commontrace.internal", "CommonTrace Evaluation")
    ids: dict[str, uuid.UUID] = {}
    for part in progress.parts(f"{corpus.name}: storing", items, AT_ONCE):
        with database.transaction() as session:
            made = {item.key: _submit(session, item) for item in part}
            session.execute(update(Trace).where(Trace.id.in_(list(made.values()))).values(created_at=BORN))
        ids |= made
    return ids


def _submit(session: Session, item: Item) -> uuid.UUID:
    return traces.submit(session, CONTRIBUTOR, item.draft, standing=item.standing).trace.id


def contents(database: Database, ids: Ids) -> list[uuid.UUID]:
    """The distinct traces of a corpus, in a fixed order."""
    with database.reading() as session:
        wanted = list(set(ids.values()))
        return list(session.scalars(select(Trace.id).where(Trace.id.in_(wanted)).order_by(Trace.content_hash)))
