"""What is done again and again: when each was last begun, so that any number of processes do it once."""

from datetime import datetime, timedelta

from sqlalchemy import String, func
from sqlalchemy.dialects.postgresql import TIMESTAMP, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.db import Base


class PeriodicRun(Base):
    """The last start of one periodic job."""

    __tablename__ = "periodic_runs"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True))


def begin_if_due(session: Session, name: str, every: timedelta) -> bool:
    """True for exactly one caller once `every` has passed since the last start."""
    fresh = insert(PeriodicRun).values(name=name, started_at=func.now())
    claimed = session.execute(
        fresh.on_conflict_do_update(
            index_elements=[PeriodicRun.name],
            set_={"started_at": func.now()},
            where=PeriodicRun.started_at <= func.now() - every,
        ).returning(PeriodicRun.name)
    )
    return claimed.first() is not None
