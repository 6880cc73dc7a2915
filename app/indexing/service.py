"""The life of index generations: which index is read, which are written, and how a new one takes over."""

import hashlib
import uuid
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
from search import audit, generations
from search.generations import Generation, VectorSpace
from search.indexer import Target

BUILDING, LIVE, RETIRED = "building", "live", "retired"

PUBLISHED_AT_ONCE = 10_000
"""Rows put into the outbox in one transaction."""

_LOCK = 0x434F4D54
"""Advisory lock of whoever changes generations."""


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
    return LiveIndex(alias, row.name, _space(row))


def writable(session: Session) -> list[IndexGeneration]:
    """The indexes that every change goes to."""
    rows = select(IndexGeneration).where(IndexGeneration.state.in_([LIVE, BUILDING]))
    return list(session.scalars(rows.order_by(IndexGeneration.created_at)))


def targets(session: Session, space: VectorSpace) -> list[Target]:
    """The same as the library takes it, for a writer whose vectors are of `space`."""
    return [Target(row.name, _space(row) == space and space.dim > 0) for row in writable(session)]


def publish_all(database: Database) -> int:
    """Have every trace indexed again, behind whatever somebody waits for. Returns how many. Safe to interrupt."""
    kind, priority = literal(outbox.INDEX_TRACE), literal(BULK)
    after, count = uuid.UUID(int=0), 0
    while True:
        with database.transaction() as session:
            page = select(Trace.id).where(Trace.id > after).order_by(Trace.id).limit(PUBLISHED_AT_ONCE)
            ids = session.scalars(page).all()
            if not ids:
                return count
            rows = select(kind, Trace.id, Trace.index_version, priority).where(Trace.id.in_(ids)).order_by(Trace.id)
            session.execute(
                insert(OutboxRow)
                .from_select(["kind", "key", "version", "priority"], rows)
                .on_conflict_do_update(
                    constraint="uq_outbox_kind_key",
                    set_={
                        "due_at": func.now(),
                        "lease_token": None,
                        "leased_until": None,
                        "dead_at": None,
                        "refusals": 0,
                    },
                )
            )
            session.execute(select(func.pg_notify(outbox.CHANNEL, outbox.INDEX_TRACE)))
        after, count = ids[-1], count + len(ids)


def ensure(database: Database, client: Elasticsearch, prefix: str, space: VectorSpace, *, rebuild: bool = False) -> str:
    """See to it that there is an index for this mapping and model, and that what is read is never worse than before.

    Without any live index the new one is read at once and fills up; beside a live one it is filled first and takes over
    by itself (`activate_filled`). With `rebuild` a new one is begun even if nothing changed. A build that is no longer
    wanted is given up. Every step is committed before the next, in an order in which a run that was cut off can be
    repeated. Returns the name of the index to come. Raises SearchUnavailable.
    """
    analysis = generations.probe_analysis(client)
    with database.transaction() as session:
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        wanted = generations.describe(prefix, database_id(session), space, analysis)
        chosen, given_up = _choose(session, wanted, rebuild=rebuild)
        chosen_name, is_live = chosen.name, chosen.state == LIVE
        complete = chosen.published_at is not None
    for name in given_up:
        generations.drop(client, name)
    # From here on every write goes to the new index too, so whatever is stored is either published or written to it.
    created = generations.create(client, chosen_name, wanted)
    if created or not complete:
        publish_all(database)
        with database.transaction() as session:
            session.get_one(IndexGeneration, chosen_name).published_at = datetime.now(UTC)
    alias = generations.read_alias(prefix, wanted.database_id)
    if is_live and generations.current(client, alias) != chosen_name:
        generations.swap(client, alias, chosen_name)
    return chosen_name


def unfinished(session: Session) -> list[str]:
    """Names of the indexes that are being filled."""
    return list(session.scalars(select(IndexGeneration.name).where(IndexGeneration.state == BUILDING)))


def build_progress(database: Database, client: Elasticsearch, name: str) -> tuple[int, int]:
    """(documents in an index that is being filled, documents in the one it is to replace)."""
    with database.reading() as session:
        live = session.scalar(select(IndexGeneration.name).where(IndexGeneration.state == LIVE))
    return generations.count(client, name), generations.count(client, live) if live else 0


def activate_filled(database: Database, client: Elasticsearch, prefix: str) -> list[str]:
    """Let an index take over that lacks nothing of the one it replaces; returns its name, if any.

    What the live index holds and the new one lacks, although nothing is pending for it, is published again. Raises
    SearchUnavailable.
    """
    filled = []
    with database.reading() as session:
        building = session.scalars(select(IndexGeneration).where(IndexGeneration.state == BUILDING)).all()
        live = session.scalar(select(IndexGeneration.name).where(IndexGeneration.state == LIVE))
    for row in building:
        held, wanted = build_progress(database, client, row.name)
        if row.published_at is None or held < wanted:
            continue
        lacking = (
            [key for page in audit.ids(client, live) for key in audit.lacking(client, row.name, page)] if live else []
        )
        if lacking:
            with database.transaction() as session:
                versions = session.execute(select(Trace.id, Trace.index_version).where(Trace.id.in_(lacking)))
                outbox.publish(session, outbox.INDEX_TRACE, {r.id: r.index_version for r in versions}, BULK)
            continue
        activate(database, client, prefix, row.name)
        filled.append(row.name)
    return filled


def activate(database: Database, client: Elasticsearch, prefix: str, name: str) -> None:
    """Let a filled index take over: the alias moves in one step, then the one it replaces is dropped.

    Does nothing for an index that is no longer being built.
    """
    with database.transaction() as session:
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        chosen = session.get_one(IndexGeneration, name)
        session.refresh(chosen)
        if chosen.state != BUILDING:
            return
        replaced = session.scalars(select(IndexGeneration).where(IndexGeneration.state == LIVE)).all()
        for row in replaced:
            row.state = RETIRED
        session.flush()
        chosen.state, chosen.activated_at = LIVE, datetime.now(UTC)
        alias = generations.read_alias(prefix, database_id(session))
        retired = [row.name for row in replaced]
    generations.swap(client, alias, name)
    for old in retired:
        generations.drop(client, old)


def _choose(session: Session, wanted: Generation, *, rebuild: bool) -> tuple[IndexGeneration, list[str]]:
    """The row of the index to come, made if need be, and the names of builds that are given up for it."""
    rows = session.scalars(
        select(IndexGeneration).where(IndexGeneration.state != RETIRED).order_by(IndexGeneration.created_at)
    ).all()
    live = next((row for row in rows if row.state == LIVE), None)
    fitting = [r for r in rows if r.mapping_hash == wanted.mapping_hash and r.analysis == wanted.analysis]
    chosen = next((row for row in fitting if row.state == BUILDING), None)
    if chosen is None and not rebuild and live in fitting:
        chosen = live
    if chosen is None:
        chosen = _register(session, wanted, first=live is None)
    given_up = [row for row in rows if row.state == BUILDING and row is not chosen]
    for row in given_up:
        row.state = RETIRED
    return chosen, [row.name for row in given_up]


def _register(session: Session, wanted: Generation, *, first: bool) -> IndexGeneration:
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


def _space(row: IndexGeneration) -> VectorSpace:
    return VectorSpace(row.model_id, row.model_version, row.dim)
