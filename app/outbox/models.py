"""The outbox: work that must happen, written in the transaction that makes it necessary."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, SmallInteger, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class OutboxRow(Base):
    """One piece of pending work; at most one for each (kind, key). Gone once done."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    key: Mapped[uuid.UUID]
    version: Mapped[int] = mapped_column(BigInteger)
    priority: Mapped[int] = mapped_column(SmallInteger)
    due_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
    lease_token: Mapped[uuid.UUID | None]
    leased_until: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    refusals: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    last_error: Mapped[str | None] = mapped_column(Text)
    traceparent: Mapped[str | None] = mapped_column(Text)
    dead_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())

    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index("ix_outbox_pending", "kind", "priority", "due_at", postgresql_where=text("dead_at IS NULL")),
        Index("ix_outbox_lease_token", "lease_token", postgresql_where=text("lease_token IS NOT NULL")),
    )
