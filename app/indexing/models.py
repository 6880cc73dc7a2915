"""What the database knows of its indexes."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, Float, Index, Integer, String, Text, func, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

Timestamp = TIMESTAMP(timezone=True)


class Installation(Base):
    """One row: which database this is, so that an index of another one is never taken for ours."""

    __tablename__ = "installation"

    database_id: Mapped[uuid.UUID] = mapped_column(primary_key=True, server_default=func.gen_random_uuid())
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())

    __table_args__ = (Index("uq_installation_one_row", text("(true)"), unique=True),)


class DriftCheck(Base):
    """One row: the last comparison of stored vectors with what their texts give now."""

    __tablename__ = "drift_checks"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    checked_at: Mapped[datetime] = mapped_column(Timestamp)
    sampled: Mapped[int] = mapped_column(Integer)
    least: Mapped[float | None] = mapped_column(Float)
    mean: Mapped[float | None] = mapped_column(Float)
    alarms: Mapped[list[str]] = mapped_column(ARRAY(Text))

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class IndexGeneration(Base):
    """An index that is being filled (building), read (live) or no longer written (retired)."""

    __tablename__ = "index_generations"

    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    model_id: Mapped[str] = mapped_column(String(100))
    model_version: Mapped[str] = mapped_column(String(100))
    dim: Mapped[int] = mapped_column(Integer)
    mapping_hash: Mapped[str] = mapped_column(String(64))
    analysis: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    published_at: Mapped[datetime | None] = mapped_column(Timestamp)
    """When every trace had been put into the outbox for this index; before that it can't be full."""
    activated_at: Mapped[datetime | None] = mapped_column(Timestamp)

    __table_args__ = (
        CheckConstraint("state IN ('building', 'live', 'retired')", name="state"),
        Index("uq_index_generations_live", "state", unique=True, postgresql_where=text("state = 'live'")),
    )
