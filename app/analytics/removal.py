"""Delete accounts that never took part: trials, and sign-ups by mistake."""

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts import audit
from app.accounts.models import ApiKey, Contributor, Invitation
from app.amendments.models import Amendment
from app.core.errors import Conflict, NotFound
from app.core.principal import ADMIN, MODERATE
from app.moderation.models import Decision, Flag
from app.reputation.models import ReputationEvent
from app.traces.models import Trace, TraceRevision
from app.votes.models import Outcome, Vote

_DID: dict[str, InstrumentedAttribute[uuid.UUID] | InstrumentedAttribute[uuid.UUID | None]] = {
    "traces": Trace.contributor_id,
    "edits": TraceRevision.editor_id,
    "votes": Vote.voter_id,
    "outcomes": Outcome.contributor_id,
    "amendments": Amendment.submitter_id,
    "decided_amendments": Amendment.decider_id,
    "flags": Flag.flagger_id,
    "decisions": Decision.moderator_id,
    "domain_reputation": ReputationEvent.contributor_id,
    "invitations_created": Invitation.inviter_id,
    "invitations_redeemed": Invitation.redeemed_by,
    "invitees": Contributor.invited_by,
}
"""Where each kind of activity says whose it is."""


def delete(session: Session, contributor_id: uuid.UUID, actor: str) -> str | None:
    """Remove somebody with all keys; returns the e-mail, which is kept nowhere then.

    Raises NotFound, and Conflict for moderators, operators, and whoever did anything.
    """
    # Whatever somebody does refers to this row, and waits for the lock.
    row = session.scalar(select(Contributor).where(Contributor.id == contributor_id).with_for_update())
    if row is None:
        raise NotFound("User not found")
    if row.is_seed:
        raise Conflict("System account cannot be deleted")
    if session.scalar(
        select(func.count()).where(ApiKey.contributor_id == contributor_id, ApiKey.scopes.overlap([MODERATE, ADMIN]))
    ):
        raise Conflict("Moderator accounts cannot be deleted")
    did = {name: session.scalar(select(func.count()).where(who == contributor_id)) for name, who in _DID.items()}
    found = ", ".join(f"{name}: {count}" for name, count in did.items() if count)
    if found:
        raise Conflict(f"User has activity and cannot be deleted ({found})")
    email = row.email
    session.delete(row)
    audit.record(session, actor, audit.DELETED, contributor_id)
    return email
