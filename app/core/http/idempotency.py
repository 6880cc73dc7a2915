"""`Idempotency-Key`: a request that is sent again, after a lost answer say, isn't done again.

The record of an answer is written in the transaction of the work itself, so there is never one without the other. While
that transaction runs it holds an advisory lock; whoever comes with the same key meanwhile is told so.
"""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import request
from sqlalchemy import ForeignKey, Index, LargeBinary, SmallInteger, String, delete, func, select
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.db import Base
from app.core.errors import Conflict, FieldError, Invalid

HEADER = "Idempotency-Key"
MAX_LENGTH = 255
PARAMETER = {"in": "header", "name": HEADER, "schema": {"type": "string", "minLength": 1, "maxLength": MAX_LENGTH}}
"""For the description of the API."""
REMEMBERED = timedelta(hours=24)
"""After this long a key may be used for something else."""


class IdempotencyRecord(Base):
    """The answer that was given to a request."""

    __tablename__ = "idempotency_records"

    contributor_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("contributors.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(MAX_LENGTH), primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int] = mapped_column(SmallInteger)
    answer: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())

    __table_args__ = (Index("ix_idempotency_records_created_at", "created_at"),)


class InFlight(Conflict):
    code = "idempotency_in_flight"


class KeyReused(Invalid):
    code = "idempotency_key_reused"


@dataclass(frozen=True)
class Claim:
    """A key that is ours until the end of the transaction. `earlier` is the answer to the same request, if any."""

    contributor_id: uuid.UUID
    key: str
    request_hash: bytes
    earlier: tuple[int, dict[str, Any]] | None

    def record(self, session: Session, status: int, answer: dict[str, Any]) -> None:
        """Keep an answer, JSON as it goes out, for whoever sends the request again."""
        session.add(
            IdempotencyRecord(
                contributor_id=self.contributor_id,
                key=self.key,
                request_hash=self.request_hash,
                status=status,
                answer=answer,
            )
        )
        session.flush()


def claim(session: Session, contributor_id: uuid.UUID) -> Claim | None:
    """Claim the key of the current request; None when it has none.

    Raises InFlight while another request with the key is at work, KeyReused when the key stood for another request.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not key.strip() or len(key) > MAX_LENGTH or not key.isprintable():
        message = f"{HEADER} must be 1 to {MAX_LENGTH} printable characters"
        raise Invalid(message, errors=(FieldError(HEADER, message),))
    request_hash = hashlib.sha256(
        b"\0".join((request.method.encode(), request.path.encode(), request.get_data(cache=True)))
    ).digest()
    lock = func.hashtextextended(f"{contributor_id}:{key}", 0)
    if not session.scalar(select(func.pg_try_advisory_xact_lock(lock))):
        raise InFlight(f"A request with this {HEADER} is being worked on. Send it again in a moment.", retry_after=1)
    session.execute(
        delete(IdempotencyRecord).where(
            IdempotencyRecord.contributor_id == contributor_id,
            IdempotencyRecord.key == key,
            IdempotencyRecord.created_at < datetime.now(UTC) - REMEMBERED,
        )
    )
    row = session.get(IdempotencyRecord, (contributor_id, key))
    if row is not None and row.request_hash != request_hash:
        raise KeyReused(f"This {HEADER} was used for another request. Take a new key for a new request.")
    return Claim(contributor_id, key, request_hash, (row.status, row.answer) if row is not None else None)


def purge(session: Session) -> int:
    """Forget what is older than REMEMBERED; returns how many."""
    cutoff = datetime.now(UTC) - REMEMBERED
    gone = session.execute(
        delete(IdempotencyRecord).where(IdempotencyRecord.created_at < cutoff).returning(IdempotencyRecord.key)
    )
    return len(gone.all())
