"""The life of index generations: which index is read, which are written, and how a new one takes over."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from elasticsearch import Elasticsearch
from sqlalchemy import func, literal, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.db import Database
from app.indexing.models import IndexGeneration, Installation
from app.outbox import service as outbox
from app.outbox.models import OutboxRow
from app.outbox.rules import BULK
from app.traces.models import Trace
from search import generations
from search.generations import Generation, VectorSpace

BUILDING, LIVE, RETIRED = "building", "live", "retired"

_LOCK = 0x434F4D54
"""Advisory lock of whoever changes generations."""

Progress = Callable[[int, int], None]
"""Told of (documents in the new index, traces) while one is being built."""


@dataclass(frozen=True)
class LiveIndex:
    """What a search needs to know of the index behind the alias."""

    alias: str
    name: str
    space: VectorSpace


def database_id(session: Session) -> str:
    """Twelve hex digits that differ for every database, also for one restored from a dump of another.

    The row travels in a dump; the identifier that Postgres gave the table doesn't.
    """
    row_id = session.scalars(select(Installation.database_id)).one()
    table_oid = session.scalar(text("SELECT 'traces'::regclass::oid::text"))
    return hashlib.sha256(f"{row_id}:{table_oid}".encode()).hexdigest()[:12]


def live_index(session: Session, prefix: str) -> LiveIndex | None:
    """The index that is read, None before the first was made."""
    row = session.scalar(select(IndexGeneration).where(IndexGeneration.state == LIVE))
    if row is None:
        return None
    alias = generations.read_alias(prefix, database_id(session))
    return LiveIndex(alias, row.name, VectorSpace(row.model_id, row.model_version, row.dim))


def writable(session: Session) -> list[str]:
    """Names of the indexes that every change goes to."""
    rows = select(IndexGeneration.name).where(IndexGeneration.state.in_([LIVE, BUILDING]))
    return list(session.scalars(rows.order_by(IndexGeneration.created_at)))


def publish_all(session: Session) -> int:
    """Have every trace indexed again, behind whatever somebody waits for. Returns how many."""
    kind, priority = literal(outbox.INDEX_TRACE), literal(BULK)
    rows = select(kind, Trace.id, Trace.index_version, priority)
    upsert = (
        insert(OutboxRow)
        .from_select(["kind", "key", "version", "priority"], rows)
        .on_conflict_do_update(
            constraint="uq_outbox_kind_key",
            set_={"due_at": func.now(), "lease_token": None, "leased_until": None, "dead_at": None, "refusals": 0},
        )
        .returning(OutboxRow.id)
    )
    count = len(session.execute(upsert).all())
    session.execute(select(func.pg_notify(outbox.CHANNEL, outbox.INDEX_TRACE)))
    return count


def ensure(database: Database, client: Elasticsearch, prefix: str, space: VectorSpace, *, rebuild: bool = False) -> str:
    """See to it that there is an index for this mapping and model, and that what is read is never worse than before.

    Without any live index the new one is read at once and fills up; beside a live one it is filled first
    (`finish_build`). With `rebuild` a new one is begun even if nothing changed. Returns the name of the index to come.
    Raises SearchUnavailable.
    """
    analysis = generations.probe_analysis(client)
    with database.transaction() as session:
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        wanted = generations.describe(prefix, database_id(session), space, analysis)
        rows = session.scalars(
            select(IndexGeneration).where(IndexGeneration.state != RETIRED).order_by(IndexGeneration.created_at)
        ).all()
        fitting = [r for r in rows if r.mapping_hash == wanted.mapping_hash and r.analysis == wanted.analysis]
        live = next((row for row in rows if row.state == LIVE), None)
        chosen = next((row for row in fitting if row.state == BUILDING), None)
        if chosen is None and not rebuild:
            chosen = next(iter(fitting), None)
        if chosen is None:
            chosen = _register(session, wanted, live is None)
        missing = generations.create(client, chosen.name, wanted)
        if missing:
            publish_all(session)
        alias = generations.read_alias(prefix, wanted.database_id)
        if chosen.state == LIVE and generations.current(client, alias) != chosen.name:
            generations.swap(client, alias, chosen.name)
        return chosen.name


def unfinished(session: Session) -> list[str]:
    """Names of the indexes that are being filled."""
    return list(session.scalars(select(IndexGeneration.name).where(IndexGeneration.state == BUILDING)))


def build_progress(database: Database, client: Elasticsearch, name: str) -> tuple[int, int]:
    """(documents in the index, documents it must hold); traces whose document was set aside don't count."""
    held = generations.count(client, name)
    with database.reading() as session:
        traces = session.scalar(select(func.count()).select_from(Trace)) or 0
        return held, max(0, traces - outbox.count_dead(session, outbox.INDEX_TRACE))


def activate_filled(database: Database, client: Elasticsearch, prefix: str) -> list[str]:
    """Let every index take over that holds all it must; returns their names. Raises SearchUnavailable."""
    with database.reading() as session:
        building = unfinished(session)
    filled = []
    for name in building:
        held, wanted = build_progress(database, client, name)
        if held >= wanted:
            activate(database, client, prefix, name)
            filled.append(name)
    return filled


def activate(database: Database, client: Elasticsearch, prefix: str, name: str) -> None:
    """Let a filled index take over: the alias moves in one step, then the others are dropped."""
    with database.transaction() as session:
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        rows = session.scalars(select(IndexGeneration).where(IndexGeneration.state != RETIRED)).all()
        for row in rows:
            if row.name != name:
                row.state = RETIRED
        session.flush()
        chosen = next(row for row in rows if row.name == name)
        chosen.state, chosen.activated_at = LIVE, datetime.now(UTC)
        session.flush()
        generations.swap(client, generations.read_alias(prefix, database_id(session)), name)
        retired = [row.name for row in rows if row.name != name]
    for old in retired:
        generations.drop(client, old)


def _register(session: Session, wanted: Generation, first: bool) -> IndexGeneration:
    serial = session.scalar(select(func.count()).select_from(IndexGeneration)) or 0
    row = IndexGeneration(
        name=f"{wanted.base_name}-{serial + 1:03d}",
        model_id=wanted.space.model_id,
        model_version=wanted.space.model_version,
        dim=wanted.space.dim,
        mapping_hash=wanted.mapping_hash,
        analysis=wanted.analysis,
        state=LIVE if first else BUILDING,
        activated_at=datetime.now(UTC) if first else None,
    )
    session.add(row)
    session.flush()
    return row
