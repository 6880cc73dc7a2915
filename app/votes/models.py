"""Votes and outcomes. Each keeps the weight it was given with, and the revision that it judged."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

Timestamp = TIMESTAMP(timezone=True)


class Vote(Base):
    """What one contributor thinks of one trace."""

    __tablename__ = "votes"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    trace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("traces.id", ondelete="CASCADE"))
    voter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contributors.id", ondelete="CASCADE"), index=True)
    vote_type: Mapped[str] = mapped_column(String(4))
    feedback_tag: Mapped[str | None] = mapped_column(String(50))
    feedback_text: Mapped[str | None] = mapped_column(Text)
    voter_context: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    voter_weight: Mapped[int]
    """Thousandths: what the voter counted for when it was cast."""
    weight: Mapped[int]
    """Thousandths: what the vote counts for, which is less from other surroundings than the trace is for."""
    established: Mapped[bool] = mapped_column(Boolean)
    revision: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())

    __table_args__ = (
        UniqueConstraint("trace_id", "voter_id"),
        CheckConstraint("vote_type IN ('up', 'down')", name="vote_type"),
        Index("ix_votes_trace_id_created_at", trace_id, created_at.desc()),
        Index("ix_votes_created_at", created_at),
    )


class Outcome(Base):
    """What came of applying a trace. Of several by one contributor the latest counts; the others stay as history."""

    __tablename__ = "outcomes"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    trace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("traces.id", ondelete="CASCADE"))
    contributor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contributors.id", ondelete="CASCADE"), index=True)
    result: Mapped[str] = mapped_column(String(10))
    environment: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    note: Mapped[str | None] = mapped_column(Text)
    weight: Mapped[int]
    established: Mapped[bool] = mapped_column(Boolean)
    revision: Mapped[int] = mapped_column(Integer)
    is_latest: Mapped[bool] = mapped_column(Boolean, server_default=text("true"))
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())

    __table_args__ = (
        CheckConstraint("result IN ('worked', 'partly', 'failed')", name="result"),
        Index("uq_outcomes_latest", trace_id, contributor_id, unique=True, postgresql_where=text("is_latest")),
        Index("ix_outcomes_trace_id_created_at", trace_id, created_at.desc()),
    )
