"""Traces, their history, their links, their use, and the vectors of their text."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Contributor
from app.core.db import Base

Timestamp = TIMESTAMP(timezone=True)


class Trace(Base):
    """A problem and its solution. `revision` counts content; `index_version` counts whatever the index shows."""

    __tablename__ = "traces"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    contributor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contributors.id"), index=True)
    slug: Mapped[str | None] = mapped_column(String(200), unique=True)
    """Set for traces that are kept as files, which are told apart by it."""

    title: Mapped[str] = mapped_column(String(200))
    context_text: Mapped[str] = mapped_column(Text)
    solution_text: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    metadata_json: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    agent_model: Mapped[str | None] = mapped_column(String(100))
    agent_version: Mapped[str | None] = mapped_column(String(50))
    review_after: Mapped[datetime | None] = mapped_column(Timestamp)
    watch_condition: Mapped[str | None] = mapped_column(String(500))
    tokens_to_resolution: Mapped[int | None] = mapped_column(Integer)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary)

    status: Mapped[str] = mapped_column(String(20), server_default="pending")
    visibility: Mapped[str] = mapped_column(String(20), server_default="visible")
    revision: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    index_version: Mapped[int] = mapped_column(BigInteger, server_default=text("1"))

    trust_score: Mapped[float] = mapped_column(Float, server_default=text("0"))
    prior_trust: Mapped[float] = mapped_column(Float, server_default=text("0"))
    confirmation_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    """Different contributors beside the author who voted it up or for whom it worked."""
    open_flag_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    upvote_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    downvote_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    worked_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    partly_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    failed_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    last_worked_at: Mapped[datetime | None] = mapped_column(Timestamp)
    last_worked_on: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    validated_at: Mapped[datetime | None] = mapped_column(Timestamp)
    """For the first time, whatever became of it since."""

    depth_score: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    somatic_intensity: Mapped[float] = mapped_column(Float, server_default=text("0"))
    impact_level: Mapped[str] = mapped_column(String(10), server_default="normal")
    half_life_days: Mapped[int] = mapped_column(Integer, server_default=text("365"))
    trace_type: Mapped[str] = mapped_column(String(10), server_default="episodic")
    is_stale: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    stale_reason: Mapped[str | None] = mapped_column(Text)
    staleness_checked_at: Mapped[datetime | None] = mapped_column(Timestamp)
    context_fingerprint: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    convergence_level: Mapped[int | None] = mapped_column(SmallInteger)
    memory_temperature: Mapped[str | None] = mapped_column(String(10))
    valid_from: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    valid_until: Mapped[datetime | None] = mapped_column(Timestamp)

    text_hash: Mapped[bytes] = mapped_column(LargeBinary)
    embedding_model_id: Mapped[str | None] = mapped_column(String(100))
    embedding_model_version: Mapped[str | None] = mapped_column(String(100))

    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())

    contributor: Mapped[Contributor] = relationship(lazy="raise")
    usage: Mapped["TraceUsage"] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("status IN ('pending', 'validated', 'disputed')", name="status"),
        CheckConstraint("visibility IN ('visible', 'under_review', 'quarantined', 'removed')", name="visibility"),
        Index("ix_traces_content_hash", "content_hash"),
        Index("ix_traces_created_at", "created_at"),
    )


class TraceRevision(Base):
    """The content of a trace as it stood at one revision, the present one included."""

    __tablename__ = "trace_revisions"

    trace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("traces.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    editor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contributors.id"))
    title: Mapped[str] = mapped_column(String(200))
    context_text: Mapped[str] = mapped_column(Text)
    solution_text: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    metadata_json: Mapped[dict[str, Any]] = mapped_column(JSONB)
    content_hash: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    redacted_at: Mapped[datetime | None] = mapped_column(Timestamp)
    """When a moderator took its texts, tags and metadata out. They are empty since; the hash stays, to know them by."""


class TraceLink(Base):
    """A directed relation between two traces, such as SUPERSEDES."""

    __tablename__ = "trace_links"

    source_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("traces.id", ondelete="CASCADE"), primary_key=True)
    target_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("traces.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    relationship_type: Mapped[str] = mapped_column(String(30), primary_key=True)
    strength: Mapped[float] = mapped_column(Float, server_default=text("1"))
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class TraceUsage(Base):
    """How often a trace was listed and read. Apart from the trace, so that counting doesn't rewrite its row."""

    __tablename__ = "trace_usage"

    trace_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("traces.id", ondelete="CASCADE"), primary_key=True)
    retrieval_count: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    last_retrieved_at: Mapped[datetime | None] = mapped_column(Timestamp)
    read_count: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    last_read_at: Mapped[datetime | None] = mapped_column(Timestamp)


class RetrievalDay(Base):
    """How often a trace was listed on one day (UTC). Kept for a month."""

    __tablename__ = "retrieval_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    trace_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("traces.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    retrievals: Mapped[int] = mapped_column(BigInteger)


class Embedding(Base):
    """The vector of a text under one version of one model: little-endian float32, 4 * `dim` bytes, L2 norm 1."""

    __tablename__ = "embeddings"

    text_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    model_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    model_version: Mapped[str] = mapped_column(String(100), primary_key=True)
    dim: Mapped[int] = mapped_column(Integer)
    vector: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())

    __table_args__ = (CheckConstraint("octet_length(vector) = dim * 4", name="vector_length"),)
