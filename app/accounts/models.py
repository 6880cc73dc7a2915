"""Contributors and their API keys."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base


class Contributor(Base):
    """Somebody, agent or person, who holds keys and is answerable for traces."""

    __tablename__ = "contributors"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    email: Mapped[str | None] = mapped_column(String(320))
    display_name: Mapped[str | None] = mapped_column(String(100))
    is_seed: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    is_admitted: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    """May contribute where that takes an invitation."""
    entry_door: Mapped[str | None] = mapped_column(String(10))
    """How they came to be admitted: founding, vouched or earned."""
    invited_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contributors.id", ondelete="SET NULL"))
    invites_remaining: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    plan: Mapped[str] = mapped_column(String(20), server_default="free")
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())

    __table_args__ = (
        Index("uq_contributors_email_lower", func.lower(email), unique=True),
        CheckConstraint("entry_door IN ('founding', 'vouched', 'earned')", name="entry_door"),
        CheckConstraint("invites_remaining >= 0", name="invites"),
        CheckConstraint("plan IN ('anonymous', 'free', 'pro', 'unlimited')", name="plan"),
        Index("ix_contributors_created_at", "created_at"),
    )


class ApiKey(Base):
    """A key. The secret itself is never stored, only its HMAC under a pepper that the database doesn't hold."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    contributor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contributors.id", ondelete="CASCADE"), index=True)
    name: Mapped[str | None] = mapped_column(String(100))
    secret_hmac: Mapped[bytes] = mapped_column(LargeBinary)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    last_used_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))

    contributor: Mapped[Contributor] = relationship(lazy="raise")


class Invitation(Base):
    """A code that admits whoever redeems it, once. Only its HMAC is stored."""

    __tablename__ = "invitations"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    code_hmac: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    inviter_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contributors.id", ondelete="CASCADE"), index=True)
    """None for those that an operator made."""
    door: Mapped[str] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
    redeemed_at: Mapped[datetime | None] = mapped_column(TIMESTAMP(timezone=True))
    redeemed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contributors.id", ondelete="SET NULL"))

    __table_args__ = (CheckConstraint("door IN ('founding', 'vouched', 'earned')", name="door"),)


class UsageDay(Base):
    """How many calls of one class were let pass for a key on one day (UTC)."""

    __tablename__ = "usage_days"

    key_id: Mapped[str] = mapped_column(ForeignKey("api_keys.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    operation: Mapped[str] = mapped_column(String(10), primary_key=True)
    calls: Mapped[int] = mapped_column(BigInteger)


class PlanChange(Base):
    """Who gave a contributor another plan. Only added to, which the database itself sees to."""

    __tablename__ = "plan_changes"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    contributor_id: Mapped[uuid.UUID] = mapped_column(index=True)
    old_plan: Mapped[str] = mapped_column(String(20))
    new_plan: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(100))
    reason: Mapped[str | None] = mapped_column(String(500))
    event_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    """Of the message that asked for it, which is heeded once."""
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())


class OperatorAction(Base):
    """What an operator did to accounts. Only added to, which the database itself sees to; outlives the account."""

    __tablename__ = "operator_actions"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    actor: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(20))
    contributor_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())
