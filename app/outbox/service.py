"""Publish, lease and settle pending work."""

import random
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, func, select, tuple_, update
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.orm import Session

from app.core.tracing import traceparent
from app.outbox.models import OutboxRow
from app.outbox.rules import BATCH_SIZE, INTERACTIVE, LEASE, REFUSALS_BEFORE_DEAD, backoff

INDEX_TRACE = "index_trace"
CHANNEL = "outbox"


def _upsert() -> Insert:
    row = insert(OutboxRow)
    return row.on_conflict_do_update(
        constraint="uq_outbox_kind_key",
        set_={
            "version": row.excluded.version,
            "priority": func.least(OutboxRow.priority, row.excluded.priority),
            "due_at": func.now(),
            "lease_token": None,
            "leased_until": None,
            "attempts": 0,
            "refusals": 0,
            "last_error": None,
            "dead_at": None,
            "traceparent": row.excluded.traceparent,
        },
    )


# Made once: building them took a tenth of a submission.
_UPSERT = _upsert()
_NOTIFY = select(func.pg_notify(CHANNEL, bindparam("kind")))


@dataclass(frozen=True)
class Failure:
    """Why one piece of work isn't done. `permanent`: trying again can't help, unless something is mended."""

    error: str
    permanent: bool


def publish(session: Session, kind: str, versions: Mapping[uuid.UUID, int], priority: int = INTERACTIVE) -> None:
    """Note that `kind` must be done for each key at its version: at commit, even while an older version is leased."""
    if not versions:
        return
    caused_by = traceparent()
    session.execute(
        _UPSERT,
        [
            {"kind": kind, "key": key, "version": version, "priority": priority, "traceparent": caused_by}
            for key, version in versions.items()
        ],
    )
    # Delivered at commit; wakes the relay, which also polls, so a lost notification costs a second at most.
    session.execute(_NOTIFY, {"kind": kind})


def lease(session: Session, kind: str, limit: int = BATCH_SIZE) -> uuid.UUID | None:
    """Take up to `limit` due rows, interactive first; returns the token under which they are held, None when idle."""
    due = (
        select(OutboxRow.id)
        .where(OutboxRow.kind == kind, OutboxRow.dead_at.is_(None), OutboxRow.due_at <= func.now())
        .where((OutboxRow.leased_until.is_(None)) | (OutboxRow.leased_until < func.now()))
        .order_by(OutboxRow.priority, OutboxRow.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    token = uuid.uuid4()
    taken = session.execute(
        update(OutboxRow)
        .where(OutboxRow.id.in_(due))
        .values(lease_token=token, leased_until=func.now() + LEASE)
        .returning(OutboxRow.id)
    ).all()
    return token if taken else None


def release(session: Session, token: uuid.UUID) -> None:
    """Give back what a token holds, due at once: the work never reached a worker."""
    session.execute(update(OutboxRow).where(OutboxRow.lease_token == token).values(lease_token=None, leased_until=None))


def count_leases(session: Session, kind: str) -> int:
    """How many batches are in flight."""
    count = session.scalar(
        select(func.count(OutboxRow.lease_token.distinct())).where(
            OutboxRow.kind == kind, OutboxRow.lease_token.is_not(None), OutboxRow.leased_until >= func.now()
        )
    )
    return count or 0


def held(session: Session, token: uuid.UUID) -> dict[uuid.UUID, int]:
    """Key and version of what a token still holds; empty when the lease ran out and another has the work."""
    rows = session.execute(
        select(OutboxRow.key, OutboxRow.version).where(
            OutboxRow.lease_token == token, OutboxRow.leased_until >= func.now()
        )
    )
    return {row.key: row.version for row in rows}


def causes(session: Session, token: uuid.UUID) -> list[str | None]:
    """The spans, as W3C traceparents, that caused the work held under a token."""
    return list(session.scalars(select(OutboxRow.traceparent).where(OutboxRow.lease_token == token)))


def list_dead(session: Session, limit: int = 100) -> list[OutboxRow]:
    """Work set aside, latest first."""
    dead = select(OutboxRow).where(OutboxRow.dead_at.is_not(None)).order_by(OutboxRow.dead_at.desc())
    return list(session.scalars(dead.limit(limit)))


def retry_dead(session: Session, keys: Iterable[uuid.UUID] | None = None) -> int:
    """Have work that was set aside tried again, all of it or that of some keys; returns how much."""
    chosen = update(OutboxRow).where(OutboxRow.dead_at.is_not(None))
    if keys is not None:
        chosen = chosen.where(OutboxRow.key.in_(list(keys)))
    revived = session.execute(
        chosen.values(dead_at=None, refusals=0, attempts=0, due_at=func.now()).returning(OutboxRow.id)
    ).all()
    session.execute(_NOTIFY, {"kind": ""})
    return len(revived)


def settle_done(session: Session, token: uuid.UUID, done: Iterable[tuple[uuid.UUID, int]]) -> None:
    """Remove finished work that is still held under the token at the version that was seen.

    Publishing clears the lease, so what changed during the work stays due.
    """
    pairs = list(done)
    if pairs:
        session.execute(
            delete(OutboxRow).where(OutboxRow.lease_token == token, tuple_(OutboxRow.key, OutboxRow.version).in_(pairs))
        )


def settle_failed(session: Session, token: uuid.UUID, failures: Mapping[uuid.UUID, Failure]) -> None:
    """Set failed work that is still held to be tried again later; after some permanent failures it is set aside."""
    now = datetime.now(UTC)
    rows = session.scalars(
        select(OutboxRow)
        .where(OutboxRow.lease_token == token, OutboxRow.key.in_(list(failures)))
        .order_by(OutboxRow.id)
        .with_for_update()
    )
    for row in rows:
        failure = failures[row.key]
        row.attempts += 1
        row.refusals += failure.permanent
        row.last_error = failure.error[:2000]
        row.lease_token = row.leased_until = None
        row.due_at = now + backoff(row.attempts, random.random())  # noqa: S311 - spreads load, hides nothing
        if row.refusals >= REFUSALS_BEFORE_DEAD:
            row.dead_at = now
    session.flush()


def count_dead(session: Session, kind: str) -> int:
    """How many pieces of work were set aside."""
    return session.scalar(select(func.count()).where(OutboxRow.kind == kind, OutboxRow.dead_at.is_not(None))) or 0


def count_pending(session: Session, kind: str) -> int:
    """How many pieces of work are still to be done, leased ones included."""
    return session.scalar(select(func.count()).where(OutboxRow.kind == kind, OutboxRow.dead_at.is_(None))) or 0
