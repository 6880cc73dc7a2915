"""Let others in: codes that admit whoever redeems them, once."""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Contributor, Invitation
from app.core.errors import Conflict, Forbidden, NotFound

FOUNDING, VOUCHED, EARNED = "founding", "vouched", "earned"
GIVEN_ON_ENTRY = 2
"""Invitations of somebody who was let in."""
MOST_EARNED = 3
PREFIX = "ctinv_"

UNKNOWN_CODE = "Invalid or already-redeemed invitation code"
NONE_LEFT = "No invites remaining. A trace of yours that is validated earns one."


@dataclass(frozen=True)
class Code:
    """A fresh invitation. `text` exists only here."""

    text: str
    door: str
    invites_remaining: int


@dataclass(frozen=True)
class Entry:
    """How somebody stands after being let in."""

    door: str
    invites_remaining: int


def invite(
    session: Session, pepper: bytes, inviter_id: uuid.UUID, note: str | None, *, is_moderator: bool = False
) -> Code:
    """A code by somebody who is in; it spends one of their invitations, unless they moderate. Raises Forbidden."""
    row = _locked(session, inviter_id)
    if not is_moderator:
        if row.invites_remaining < 1:
            raise Forbidden(NONE_LEFT)
        row.invites_remaining -= 1
    return Code(_new_code(session, pepper, inviter_id, VOUCHED, note), VOUCHED, row.invites_remaining)


def invite_by_operator(session: Session, pepper: bytes, count: int, door: str, note: str | None) -> list[str]:
    """So many codes that cost nobody anything."""
    return [_new_code(session, pepper, None, door, note) for _ in range(count)]


def redeem(session: Session, peppers: Sequence[bytes], contributor_id: uuid.UUID, code: str) -> Entry:
    """Let the contributor in by a code. Raises NotFound for one that isn't good, Conflict for who is in or made it."""
    row = _locked(session, contributor_id)
    if row.is_admitted:
        raise Conflict("Account is already a contributor")
    digests = [_digest(code, pepper) for pepper in peppers]
    found = session.scalar(
        select(Invitation)
        .where(Invitation.code_hmac.in_(digests), Invitation.redeemed_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    if found is None:
        raise NotFound(UNKNOWN_CODE)
    if found.inviter_id == contributor_id:
        raise Conflict("Cannot redeem your own invitation")
    found.redeemed_at, found.redeemed_by = datetime.now(UTC), contributor_id
    return _let_in(row, found.door, found.inviter_id)


def let_in(session: Session, contributor_id: uuid.UUID, door: str) -> Entry:
    """Admit somebody by an operator's word. Again leaves them with at least as many invitations. Raises NotFound."""
    return _let_in(_locked(session, contributor_id), door, None)


def earn(session: Session, contributor_id: uuid.UUID) -> None:
    """One more invitation for the author of a trace that was validated for the first time, up to MOST_EARNED."""
    session.execute(
        update(Contributor)
        .where(Contributor.id == contributor_id, Contributor.invites_remaining < MOST_EARNED)
        .values(invites_remaining=Contributor.invites_remaining + 1)
        .execution_options(synchronize_session=False)
    )


def made_by(session: Session, inviter_id: uuid.UUID) -> tuple[list[Invitation], int]:
    """Somebody's invitations, newest first, and how many they have left."""
    rows = select(Invitation).where(Invitation.inviter_id == inviter_id)
    left = session.scalar(select(Contributor.invites_remaining).where(Contributor.id == inviter_id))
    found = session.scalars(rows.order_by(Invitation.created_at.desc(), Invitation.id).limit(500))
    return list(found), left or 0


def _let_in(row: Contributor, door: str, inviter_id: uuid.UUID | None) -> Entry:
    row.is_admitted, row.entry_door = True, door
    row.invited_by = inviter_id or row.invited_by
    row.invites_remaining = max(row.invites_remaining, GIVEN_ON_ENTRY)
    return Entry(door, row.invites_remaining)


def _locked(session: Session, contributor_id: uuid.UUID) -> Contributor:
    row = session.scalar(select(Contributor).where(Contributor.id == contributor_id).with_for_update())
    if row is None:
        raise NotFound("Contributor not found")
    return row


def _new_code(session: Session, pepper: bytes, inviter_id: uuid.UUID | None, door: str, note: str | None) -> str:
    text = PREFIX + secrets.token_urlsafe(16)
    session.add(Invitation(code_hmac=_digest(text, pepper), inviter_id=inviter_id, door=door, note=note))
    session.flush()
    return text


def _digest(code: str, pepper: bytes) -> bytes:
    return hmac.digest(pepper, code.strip().encode("utf-8", "surrogatepass"), hashlib.sha256)
