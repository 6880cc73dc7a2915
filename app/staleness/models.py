"""What the registries last said."""

from datetime import datetime

from sqlalchemy import Boolean, String, Text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base


class LibraryRelease(Base):
    """The newest release of a library. `latest` outlives failures to ask again; None when it was never learnt."""

    __tablename__ = "library_releases"

    ecosystem: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(String(214), primary_key=True)
    latest: Mapped[str | None] = mapped_column(Text)
    checked_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True))
    failed: Mapped[bool] = mapped_column(Boolean)
