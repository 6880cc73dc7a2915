"""Give a contributor another plan, and tell who did."""

import hashlib
import hmac
import re
import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.accounts.models import Contributor, PlanChange
from app.accounts.plans import ANONYMOUS
from app.core.errors import Conflict, NotAuthenticated, NotFound

TOLERANCE_S = 300
"""A signed message older or newer than this is refused, so that a recorded one is of no use later."""

_SIGNATURE = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def change(
    session: Session,
    contributor_id: uuid.UUID,
    plan: str,
    actor: str,
    reason: str | None = None,
    event_id: str | None = None,
) -> PlanChange | None:
    """Set the plan and write who did; None when the message `event_id` was heeded before.

    Raises NotFound, and Conflict for a plan that doesn't fit somebody with or without an e-mail.
    """
    row = session.scalar(select(Contributor).where(Contributor.id == contributor_id).with_for_update())
    if row is None:
        raise NotFound("Contributor not found")
    if (row.email is None) != (plan == ANONYMOUS):
        needed = "only 'anonymous'" if row.email is None else "any plan but 'anonymous'"
        raise Conflict(f"A contributor {'without' if row.email is None else 'with'} an e-mail can have {needed}")
    made = session.scalar(
        insert(PlanChange)
        .values(
            contributor_id=contributor_id,
            old_plan=row.plan,
            new_plan=plan,
            actor=actor,
            reason=reason,
            event_id=event_id,
        )
        .on_conflict_do_nothing(index_elements=["event_id"])
        .returning(PlanChange)
    )
    if made is not None:
        row.plan = plan
        session.flush()
    return made


def changes_of(session: Session, contributor_id: uuid.UUID) -> list[PlanChange]:
    """All changes, newest first. Raises NotFound for who isn't there."""
    if session.get(Contributor, contributor_id) is None:
        raise NotFound("Contributor not found")
    rows = select(PlanChange).where(PlanChange.contributor_id == contributor_id)
    return list(session.scalars(rows.order_by(PlanChange.id.desc()).limit(500)))


def sign(body: bytes, secret: bytes, at: int) -> str:
    """The signature header of a message: `t=<unix seconds>,v1=<hex HMAC-SHA256 of "<t>.<body>">`."""
    return f"t={at},v1={hmac.new(secret, b'%d.' % at + body, hashlib.sha256).hexdigest()}"


def verify(signature: str, body: bytes, secret: bytes, now: datetime) -> None:
    """Raises NotAuthenticated, with one message, for a wrong signature and for one that is too old or too new."""
    found = _SIGNATURE.fullmatch(signature.strip())
    at = int(found[1]) if found else 0
    expected = sign(body, secret, at)
    if (
        not hmac.compare_digest(signature.strip().encode(), expected.encode())
        or abs(now.timestamp() - at) > TOLERANCE_S
    ):
        raise NotAuthenticated("The signature is wrong, or its time is more than five minutes off")
