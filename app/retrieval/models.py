"""What was searched for and not found."""

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

Timestamp = TIMESTAMP(timezone=True)


class MissGroup(Base):
    """Searches that ask for the same thing. Counts and wordings are those of its misses at the last grouping."""

    __tablename__ = "miss_groups"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    model_id: Mapped[str] = mapped_column(String(100))
    model_version: Mapped[str] = mapped_column(String(100))
    centre: Mapped[bytes] = mapped_column(LargeBinary)
    """Sum of the vectors of its wordings, little-endian float32."""
    example: Mapped[str] = mapped_column(Text)
    """A wording, redacted; for operators."""
    public_wording: Mapped[str | None] = mapped_column(Text)
    """The same with only those words that enough different contributors used; None while there are too few."""
    count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    askers: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """Of these too: those that enough different contributors asked for."""
    first_asked_at: Mapped[datetime] = mapped_column(Timestamp)
    last_asked_at: Mapped[datetime] = mapped_column(Timestamp)

    __table_args__ = (Index("ix_miss_groups_wanted", "askers", "count"),)


class SearchMiss(Base):
    """One wording by one asker, redacted. `asker` is a keyed hash: it tells askers apart, and not who they are."""

    __tablename__ = "search_misses"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    wording_hash: Mapped[bytes] = mapped_column(LargeBinary)
    asker: Mapped[bytes] = mapped_column(LargeBinary)
    wording: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    count: Mapped[int] = mapped_column(Integer)
    first_asked_at: Mapped[datetime] = mapped_column(Timestamp)
    last_asked_at: Mapped[datetime] = mapped_column(Timestamp)
    group_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("miss_groups.id", ondelete="SET NULL"), index=True)

    __table_args__ = (
        Index("uq_search_misses_wording_hash_asker", "wording_hash", "asker", unique=True),
        Index("ix_search_misses_last_asked_at", "last_asked_at"),
    )


class SearchDay(Base):
    """How many searches, and packs of context, were answered on one day (UTC)."""

    __tablename__ = "search_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    searches: Mapped[int] = mapped_column(BigInteger)
