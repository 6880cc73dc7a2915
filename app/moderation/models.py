"""Flags and the log of decisions."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

Timestamp = TIMESTAMP(timezone=True)


class Flag(Base):
    """Somebody holds that a trace should be looked at. Open until somebody decides."""

    __tablename__ = "flags"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    trace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("traces.id", ondelete="CASCADE"))
    flagger_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contributors.id", ondelete="CASCADE"), index=True)
    category: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    resolved_at: Mapped[datetime | None] = mapped_column(Timestamp)

    __table_args__ = (
        UniqueConstraint("trace_id", "flagger_id"),
        CheckConstraint("category IN ('harmful', 'spam', 'incorrect', 'duplicate')", name="category"),
        Index("ix_flags_open", trace_id, created_at.desc(), postgresql_where=text("resolved_at IS NULL")),
    )


class Decision(Base):
    """One act of a moderator. Only ever added; outlives the trace and the moderator's account."""

    __tablename__ = "moderation_decisions"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    trace_id: Mapped[uuid.UUID] = mapped_column(index=True)
    moderator_id: Mapped[uuid.UUID] = mapped_column()
    action: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int | None] = mapped_column()
    """Which one was redacted."""
    flags_resolved: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())

    __table_args__ = (CheckConstraint("action IN ('removed', 'dismissed', 'redacted')", name="action"),)
