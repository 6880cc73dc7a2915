"""Write what clients report of themselves."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.analytics.models import SavingsEvent, SkillInstall, TriggerReport


def installed(session: Session, contributor_id: uuid.UUID, client: Mapping[str, Any], country: str | None) -> None:
    """The client that somebody has now, in place of the one before."""
    values = {**client, "country": country}
    row = insert(SkillInstall).values(contributor_id=contributor_id, **values)
    session.execute(
        row.on_conflict_do_update(index_elements=["contributor_id"], set_={**values, "last_seen_at": func.now()})
    )


def seen(session: Session, contributor_id: uuid.UUID) -> None:
    """Somebody's client is in use."""
    row = insert(SkillInstall).values(contributor_id=contributor_id)
    session.execute(row.on_conflict_do_update(index_elements=["contributor_id"], set_={"last_seen_at": func.now()}))


def triggered(session: Session, contributor_id: uuid.UUID, report: Mapping[str, Any]) -> None:
    """What a session's triggers led to; the last report of a session counts."""
    row = insert(TriggerReport).values(contributor_id=contributor_id, **report)
    told: dict[str, Any] = {name: row.excluded[name] for name in report if name != "session_id"}
    told["created_at"] = func.now()
    session.execute(row.on_conflict_do_update(index_elements=["contributor_id", "session_id"], set_=told))


def saved(session: Session, event: Mapping[str, Any]) -> None:
    """Minutes and tokens saved, without saying to whom."""
    session.execute(insert(SavingsEvent).values(**event))
