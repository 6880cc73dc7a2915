"""Sign up, and find out who presents a key."""

import hmac
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from app.accounts import keys, rules
from app.accounts.keys import Minting, Wanted
from app.accounts.models import ApiKey, Contributor
from app.accounts.plans import ANONYMOUS, FREE, UNLIMITED
from app.core.errors import Conflict, Forbidden, NotAuthenticated, NotFound
from app.core.principal import CONTRIBUTE, READ, Principal

EMAIL_REQUIRED = (
    "Email registration required to submit contributions. "
    "Re-register with POST /api/v1/keys providing an email address."
)
INVITATION_REQUIRED = (
    "Contribution requires an invitation. Redeem a code with POST /api/v1/invitations/redeem, "
    "or ask whoever runs this server to admit you."
)
OPEN, INVITED = "open", "invited"
"""Contribution gates."""

KEY_USED = "key_used"
"""Kind of the deferred count whose keys are key ids."""

_NOBODY = bytes(32)


@dataclass(frozen=True)
class IssuedKey:
    """A fresh key. `api_key` exists only here: it is shown once and not stored."""

    api_key: str
    key_id: str
    contributor_id: uuid.UUID
    can_contribute: bool


def sign_up(
    session: Session,
    pepper: bytes,
    environment: str,
    email: str | None = None,
    display_name: str | None = None,
    gate: str = OPEN,
) -> IssuedKey:
    """A new contributor with one key. Raises Conflict when the e-mail is known; it never yields a key of another."""
    values = {
        "id": uuid.uuid4(),
        "email": email,
        "display_name": display_name,
        "plan": ANONYMOUS if email is None else FREE,
    }
    made = session.execute(
        insert(Contributor).values(values).on_conflict_do_nothing().returning(Contributor.id)
    ).scalar_one_or_none()
    if made is None:
        raise Conflict("Email already registered")
    key = keys.mint(session, Minting(pepper, environment), made, Wanted(), [READ, CONTRIBUTE])
    return IssuedKey(key.text, key.row.id, made, can_contribute=email is not None and gate == OPEN)


def require_email(principal: Principal) -> None:
    """Raises Forbidden for who has given no e-mail."""
    if not principal.has_email:
        raise Forbidden(EMAIL_REQUIRED)


def require_contributor(principal: Principal, gate: str) -> None:
    """Raises Forbidden for who has given no e-mail, or isn't admitted where that is needed."""
    require_email(principal)
    if not may_contribute(principal, gate):
        raise Forbidden(INVITATION_REQUIRED)


def may_contribute(principal: Principal, gate: str) -> bool:
    """Whether the contributor, whatever the scopes of the key, may contribute."""
    return principal.has_email and (gate == OPEN or principal.is_admitted)


def by_email(session: Session, email: str) -> uuid.UUID:
    """Whose address this is. Raises NotFound for an unknown one."""
    found = session.scalar(select(Contributor.id).where(func.lower(Contributor.email) == email.lower()))
    if found is None:
        raise NotFound(f"Nobody has signed up with {email}")
    return found


def issue_key(
    session: Session, pepper: bytes, environment: str, contributor_id: uuid.UUID, scopes: Sequence[str]
) -> str:
    """A key of a contributor, whoever asks for it; returns its text."""
    return keys.mint(session, Minting(pepper, environment), contributor_id, Wanted(), scopes).text


def authenticate(session: Session, peppers: Sequence[bytes], presented: str) -> Principal:
    """The principal of a key. Raises NotAuthenticated with one message, whatever is wrong with it.

    An unknown id costs the same work as a wrong secret, so that timing doesn't tell which ids exist.
    """
    parts = rules.parse(presented)
    if parts is None:
        raise NotAuthenticated("Invalid API key")
    row = session.scalar(select(ApiKey).where(ApiKey.id == parts.id).options(joinedload(ApiKey.contributor)))
    stored = row.secret_hmac if row is not None else _NOBODY
    matches = [hmac.compare_digest(rules.secret_hmac(parts.secret, pepper), stored) for pepper in peppers]
    now = datetime.now(UTC)
    if row is None or not any(matches) or row.revoked_at or (row.expires_at and row.expires_at <= now):
        raise NotAuthenticated("Invalid API key")
    return Principal(
        contributor_id=row.contributor_id,
        key_id=row.id,
        scopes=frozenset(row.scopes),
        has_email=row.contributor.email is not None,
        is_admitted=row.contributor.is_admitted,
        plan=row.contributor.plan,
        expires_at=row.expires_at,
    )


def record_key_use(session: Session, counts: Mapping[str, int], at: datetime) -> None:
    """Writer of the deferred count KEY_USED. Keys in one order, so that two processes can't deadlock."""
    locked = (
        select(ApiKey.id).where(ApiKey.id.in_(sorted(counts))).order_by(ApiKey.id).with_for_update(skip_locked=True)
    )
    session.execute(
        update(ApiKey).where(ApiKey.id.in_(locked)).values(last_used_at=at).execution_options(synchronize_session=False)
    )


def ensure_contributor(session: Session, contributor_id: uuid.UUID, email: str, display_name: str) -> Contributor:
    """The documented contributor of the seed library, made when missing."""
    session.execute(
        insert(Contributor)
        .values(id=contributor_id, email=email, display_name=display_name, is_seed=True, plan=UNLIMITED)
        .on_conflict_do_nothing()
    )
    return session.get_one(Contributor, contributor_id)
