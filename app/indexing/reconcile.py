"""Compare every trace with its documents, and mend what differs: the net under everything that might go wrong."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterator

from elasticsearch import Elasticsearch
from sqlalchemy import func, select, update

from app.core.db import Database
from app.core.metrics import RECONCILED
from app.indexing import service as indexing
from app.outbox import service as outbox
from app.outbox.models import OutboxRow
from app.outbox.rules import BULK
from app.traces.models import Trace
from search import audit

PAGE = 1000

MISSING, BEHIND, AHEAD, GHOST = "missing", "behind", "ahead", "ghost"
"""No document; an older one than the row; a newer one than the row; one without a row."""

Versions = dict[uuid.UUID, int]


def faults(rows: Versions, documents: Versions) -> dict[uuid.UUID, str]:
    """What is wrong with the documents of some rows. Pure."""
    found = {}
    for key, version in rows.items():
        held = documents.get(key)
        if held is None:
            found[key] = MISSING
        elif held != version:
            found[key] = BEHIND if held < version else AHEAD
    return found


def reconcile(
    database: Database, client: Elasticsearch, progress: Callable[[int], None] = lambda _: None
) -> Counter[str]:
    """Compare all rows with every index that is written; returns how many documents of each fault were found.

    What the outbox is to do anyway isn't a fault. Tells `progress` how many rows were compared. Safe to interrupt and
    to run beside writes. Raises SearchUnavailable.
    """
    with database.reading() as session:
        indexes = [row.name for row in indexing.writable(session)]
    found: Counter[str] = Counter()
    compared = 0
    for rows in _pages(database):
        for index in indexes:
            documents = audit.versions(client, index, list(rows))
            wrong = faults(rows, documents)
            found.update(_mend(database, wrong, documents))
        compared += len(rows)
        progress(compared)
    for index in indexes:
        for page in audit.findable(client, index):
            with database.reading() as session:
                known = set(session.scalars(select(Trace.id).where(Trace.id.in_(page))))
            ghosts = [key for key in page if key not in known]
            audit.delete(client, index, ghosts)
            found[GHOST] += len(ghosts)
    for fault, count in found.items():
        RECONCILED.labels(fault).inc(count)
    return +found


def _pages(database: Database) -> Iterator[Versions]:
    """(id, index_version) of all traces that the outbox has nothing to do for, in order of their ids."""
    after = uuid.UUID(int=0)
    pending = select(OutboxRow.key).where(OutboxRow.kind == outbox.INDEX_TRACE, OutboxRow.key == Trace.id)
    while True:
        with database.reading() as session:
            page = session.execute(
                select(Trace.id, Trace.index_version, pending.exists())
                .where(Trace.id > after)
                .order_by(Trace.id)
                .limit(PAGE)
            ).all()
        if not page:
            return
        after = page[-1][0]
        yield {key: version for key, version, is_pending in page if not is_pending}


def _mend(database: Database, wrong: dict[uuid.UUID, str], documents: Versions) -> Counter[str]:
    """Have the traces indexed again."""
    mended: Counter[str] = Counter()
    if not wrong:
        return mended
    with database.transaction() as session:
        for key in sorted(wrong):
            # The index refuses whatever is older than what it holds, which is so after a restore of the database, or
            # than what it held a minute ago, which is so after a deletion. A version above both is taken.
            newer = func.greatest(Trace.index_version, documents.get(key, 0)) + 1
            session.execute(update(Trace).where(Trace.id == key).values(index_version=newer))
        rows = session.execute(select(Trace.id, Trace.index_version).where(Trace.id.in_(list(wrong))))
        outbox.publish(session, outbox.INDEX_TRACE, {row.id: row.index_version for row in rows}, BULK)
        mended.update(wrong.values())
    return mended
