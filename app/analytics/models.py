"""What clients report of themselves."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Integer, String, func
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

Timestamp = TIMESTAMP(timezone=True)


class SkillInstall(Base):
    """The client that somebody last reported. `country` is two letters from a proxy's header; no address is kept."""

    __tablename__ = "skill_installs"

    contributor_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("contributors.id", ondelete="CASCADE"), primary_key=True
    )
    platform: Mapped[str | None] = mapped_column(String(50))
    skill_version: Mapped[str | None] = mapped_column(String(20))
    install_source: Mapped[str | None] = mapped_column(String(50))
    country: Mapped[str | None] = mapped_column(String(2))
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
    last_seen_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())


class TriggerReport(Base):
    """What one session's triggers led to; a later report of the session takes the place of an earlier one.

    `created_at` is that of the last report.
    """

    __tablename__ = "trigger_reports"

    contributor_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("contributors.id", ondelete="CASCADE"), primary_key=True
    )
    session_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    trigger_stats: Mapped[dict[str, Any]] = mapped_column(JSONB)
    searches_fired: Mapped[int | None] = mapped_column(Integer)
    traces_consumed: Mapped[int | None] = mapped_column(Integer)
    resolutions_total: Mapped[int | None] = mapped_column(Integer)
    resolutions_assisted: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now(), index=True)


class SavingsEvent(Base):
    """Minutes and tokens that a trace saved somebody; whom isn't kept."""

    __tablename__ = "savings_events"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    minutes_saved: Mapped[float] = mapped_column(Float)
    tokens_saved: Mapped[int] = mapped_column(Integer)
    event_type: Mapped[str] = mapped_column(String(30))
    created_at: Mapped[datetime] = mapped_column(Timestamp, server_default=func.now())
