"""What operators did to accounts. Only added to, which the database itself sees to."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import OperatorAction

INVITED, LET_IN, DELETED = "invited", "let_in", "deleted"


def record(
    session: Session, actor: str, action: str, contributor_id: uuid.UUID | None = None, **details: str | int
) -> None:
    """Write down who did what, in the transaction in which it is done. `details` name nobody."""
    session.add(OperatorAction(actor=actor, action=action, contributor_id=contributor_id, details=details))
    session.flush()


def actions(session: Session, before: int | None, limit: int) -> Sequence[OperatorAction]:
    """Latest first, those with an id below `before`."""
    rows = select(OperatorAction).order_by(OperatorAction.id.desc()).limit(limit)
    return session.scalars(rows if before is None else rows.where(OperatorAction.id < before)).all()
