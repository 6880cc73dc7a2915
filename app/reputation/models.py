"""The ledger of evidence about contributors, and its sums."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

OVERALL = ""
"""The domain of everything together."""


class ReputationEvent(Base):
    """One change of the evidence about a contributor in one domain. Only ever added; weights in thousandths."""

    __tablename__ = "reputation_events"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=True)
    contributor_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contributors.id", ondelete="CASCADE"))
    domain: Mapped[str] = mapped_column(String(50))
    source: Mapped[str] = mapped_column(String(20))
    """What kind of judgement: vote, outcome, vouch, amendment."""
    source_id: Mapped[uuid.UUID | None] = mapped_column()
    reason: Mapped[str] = mapped_column(String(20))
    """given, changed, withdrawn."""
    positive: Mapped[int]
    negative: Mapped[int]
    newcomers_positive: Mapped[int]
    newcomers_negative: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())

    __table_args__ = (
        Index("ix_reputation_events_contributor_id", contributor_id, text("id DESC")),
        Index("ix_reputation_events_source_id", source_id),
    )


class Reputation(Base):
    """The sums of a contributor's events in one domain."""

    __tablename__ = "reputations"

    contributor_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("contributors.id", ondelete="CASCADE"), primary_key=True
    )
    domain: Mapped[str] = mapped_column(String(50), primary_key=True)
    positive: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    negative: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    newcomers_positive: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    newcomers_negative: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    upvote_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    downvote_count: Mapped[int] = mapped_column(Integer, server_default=text("0"))
    score: Mapped[float] = mapped_column(server_default=text("0"))
    """`rules.reputation` of the sums, kept so that a leaderboard can be read off."""

    __table_args__ = (Index("ix_reputations_domain_score", domain, score.desc()),)
