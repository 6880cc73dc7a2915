"""What votes and outcomes have in common: who may judge, what it weighs, and what becomes of trace and author.

Whatever is judged, the trace's row is locked first: judgements of one trace queue up, and its counters are what a
recount of its votes and outcomes gives.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.accounts import invitations
from app.core.errors import Forbidden
from app.reputation import rules as reputation_rules
from app.reputation import service as reputation
from app.reputation.rules import Evidence, Weight
from app.reputation.service import Change
from app.traces import editing
from app.traces import rules as trace_rules
from app.traces import service as traces
from app.traces.models import Trace
from app.votes import rules
from app.votes.counting import LastWorked, last_worked, tally


@dataclass(frozen=True)
class Policy:
    """`confirmations_needed`: how many independent ones validate a trace."""

    confirmations_needed: int = 2


def judged(session: Session, judge_id: uuid.UUID, trace_id: uuid.UUID, refusal: str) -> Trace:
    """The locked trace. Raises NotFound, and Forbidden with this refusal on one's own."""
    trace = editing.locked(session, trace_id)
    if trace.contributor_id == judge_id:
        raise Forbidden(refusal)
    return trace


def weight_of(session: Session, judge_id: uuid.UUID, trace: Trace) -> Weight:
    """What somebody's judgement of a trace weighs now."""
    return reputation.weight_of(session, judge_id, _domains(trace))


def recount(session: Session, trace: Trace, policy: Policy) -> None:
    """Bring a locked trace in line with what was said of it, and have it indexed again.

    Its first validation earns the author an invitation.
    """
    found = tally(session, trace.id)
    last = last_worked(session, trace.id) if found.worked else LastWorked()
    trace.trust_score = reputation_rules.trust_score(found.evidence)
    trace.upvote_count, trace.downvote_count = found.upvotes, found.downvotes
    trace.worked_count, trace.partly_count, trace.failed_count = found.worked, found.partly, found.failed
    trace.confirmation_count = found.confirmations
    trace.status = rules.status(found, trace.prior_trust, policy.confirmations_needed)
    trace.last_worked_at, trace.last_worked_on = last.at, last.on
    if trace.status == rules.VALIDATED and trace.validated_at is None:
        # Once: a vote that is taken back and cast again earns nothing.
        trace.validated_at = datetime.now(UTC)
        invitations.earn(session, trace.contributor_id)
    traces.touch(session, trace)


def credit(session: Session, trace: Trace, evidence: Evidence, change: Change) -> None:
    """Enter a judgement of a trace into its author's reputation."""
    reputation.record(session, trace.contributor_id, _domains(trace), evidence, change)


def _domains(trace: Trace) -> tuple[str, ...]:
    return trace_rules.domains(trace.tags, trace.context_fingerprint)
