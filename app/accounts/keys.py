"""The keys of one contributor: make further ones, list, revoke and roll them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts import rules
from app.accounts.models import ApiKey, Contributor
from app.core.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from app.core.principal import Principal

LONGEST_OVERLAP = timedelta(days=7)
LONGEST_LIFE = timedelta(days=3650)
SHOW_ENDED_FOR = timedelta(days=90)
"""Keys that were revoked or have expired are listed for this long."""

ACTIVE, EXPIRED, REVOKED = "active", "expired", "revoked"


@dataclass(frozen=True)
class Minting:
    """What it takes to make the text of a key."""

    pepper: bytes
    environment: str


@dataclass(frozen=True)
class Wanted:
    """A key to be made. `scopes` None: those of the key that asks."""

    name: str | None = None
    scopes: Collection[str] | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class FreshKey:
    """A key's row and its text, which exists only here."""

    row: ApiKey
    text: str


def mint(
    session: Session, minting: Minting, contributor_id: uuid.UUID, wanted: Wanted, scopes: Collection[str]
) -> FreshKey:
    """A key with these scopes, whoever asks for it."""
    parts, text = rules.mint(minting.environment)
    row = ApiKey(
        id=parts.id,
        contributor_id=contributor_id,
        name=wanted.name,
        secret_hmac=rules.secret_hmac(parts.secret, minting.pepper),
        scopes=sorted(scopes),
        expires_at=wanted.expires_at,
    )
    session.add(row)
    session.flush()
    return FreshKey(row, text)


def create(session: Session, minting: Minting, by: Principal, wanted: Wanted, max_keys: int) -> FreshKey:
    """A further key of the caller, no wider than the one that asks.

    Raises Forbidden for wider scopes, Invalid for an expiry that is over, Conflict when there are `max_keys` already.
    """
    scopes = by.scopes if wanted.scopes is None else frozenset(wanted.scopes)
    _require_no_wider(by, scopes, "A key can't be given scopes that the key which makes it lacks")
    now = datetime.now(UTC)
    if wanted.expires_at is not None and not now < wanted.expires_at <= now + LONGEST_LIFE:
        message = f"Must lie in the future, at most {LONGEST_LIFE.days} days from now"
        raise Invalid(f"expires_at: {message}", errors=(FieldError("expires_at", message),))
    # Two requests at once must not both be the last one allowed.
    session.execute(select(Contributor.id).where(Contributor.id == by.contributor_id).with_for_update())
    active = session.scalar(select(func.count()).where(ApiKey.contributor_id == by.contributor_id, _is_active(now)))
    if (active or 0) >= max_keys:
        raise Conflict(f"Your plan allows {max_keys} working keys, and you have {active}: revoke one first")
    return mint(session, minting, by.contributor_id, wanted, scopes)


def listed(session: Session, by: Principal, now: datetime) -> list[ApiKey]:
    """The caller's keys, newest first: those that work, and those that ended lately."""
    since = now - SHOW_ENDED_FOR
    rows = (
        select(ApiKey)
        .where(
            ApiKey.contributor_id == by.contributor_id,
            or_(ApiKey.revoked_at.is_(None), ApiKey.revoked_at > since),
            or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > since),
        )
        .order_by(ApiKey.created_at.desc(), ApiKey.id)
        .limit(1000)
    )
    return list(session.scalars(rows))


def revoke(session: Session, by: Principal, key_id: str) -> None:
    """End one of the caller's keys, the one that asks included. Again changes nothing. Raises NotFound, Forbidden."""
    row = _own(session, by, key_id)
    if row.revoked_at is None:
        row.revoked_at = datetime.now(UTC)
        session.flush()


def roll(session: Session, minting: Minting, by: Principal, key_id: str, overlap: timedelta) -> FreshKey:
    """A new key in place of one that works, with its name, scopes and length of life; the old one dies after `overlap`.

    Raises NotFound, Forbidden, Conflict for a key that has ended.
    """
    row = _own(session, by, key_id)
    now = datetime.now(UTC)
    if state(row, now) != ACTIVE:
        raise Conflict(f"This key is {state(row, now)} already: make a new one with POST /api/v1/keys")
    life = None if row.expires_at is None else row.expires_at - row.created_at
    fresh = mint(
        session,
        minting,
        by.contributor_id,
        Wanted(row.name, expires_at=None if life is None else now + life),
        row.scopes,
    )
    dies = now + overlap
    row.expires_at = dies if row.expires_at is None else min(row.expires_at, dies)
    session.flush()
    return fresh


def state(row: ApiKey, now: datetime) -> str:
    """Whether a key works, and why it doesn't."""
    if row.revoked_at is not None:
        return REVOKED
    return EXPIRED if row.expires_at is not None and row.expires_at <= now else ACTIVE


def _own(session: Session, by: Principal, key_id: str) -> ApiKey:
    """Somebody else's key is as unknown as one that never was."""
    rows = select(ApiKey).where(ApiKey.id == key_id, ApiKey.contributor_id == by.contributor_id)
    row = session.scalar(rows.with_for_update()) if rules.is_id(key_id) else None
    if row is None:
        raise NotFound("Key not found")
    _require_no_wider(by, row.scopes, "A key can't end or replace one with scopes that it lacks itself")
    return row


def _require_no_wider(by: Principal, scopes: Collection[str], rule: str) -> None:
    wider = sorted(set(scopes) - by.scopes)
    if wider:
        raise Forbidden(f"{rule}: {', '.join(wider)}")


def _is_active(now: datetime) -> ColumnElement[bool]:
    return and_(ApiKey.revoked_at.is_(None), or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now))
