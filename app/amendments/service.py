"""Propose a better solution to a trace, and decide on proposals.

Whatever is proposed or decided, the trace's row is locked first: its revision is what the amendment was held against
when the transaction ends.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.amendments import rules
from app.amendments.models import Amendment
from app.amendments.rules import Decider
from app.core.errors import Conflict, FieldError, Forbidden, Invalid, NotFound
from app.core.paging import Page, Position, newest_first
from app.core.principal import MODERATE, Principal
from app.reputation import rules as reputation_rules
from app.reputation import service as reputation
from app.reputation.rules import Weight
from app.reputation.service import Change
from app.traces import editing, reading
from app.traces import rules as trace_rules
from app.traces.models import Trace

NOT_YOURS_TO_DECIDE = (
    "Only the trace's author, a moderator or somebody established in its domains can decide on this amendment"
)
UNCHANGED = "The improved solution is the one that the trace has already"


@dataclass(frozen=True)
class Proposal:
    """What an amendment says. Its fields are checked already."""

    improved_solution: str
    explanation: str


def propose(session: Session, submitter_id: uuid.UUID, trace_id: uuid.UUID, proposal: Proposal) -> Amendment:
    """Propose a solution in place of the present one. Raises NotFound, Invalid for the same solution again."""
    trace = editing.locked(session, trace_id)
    digest = trace_rules.content_hash(trace.title, trace.context_text, proposal.improved_solution)
    if digest == trace.content_hash:
        raise Invalid(UNCHANGED, errors=(FieldError("improved_solution", UNCHANGED, "unchanged"),))
    amendment = Amendment(
        id=uuid.uuid4(),
        trace_id=trace.id,
        submitter_id=submitter_id,
        base_revision=trace.revision,
        **vars(proposal),
    )
    session.add(amendment)
    session.flush()
    return amendment


def accept(session: Session, decider: Principal, trace_id: uuid.UUID, amendment_id: uuid.UUID) -> Amendment:
    """Make the proposed solution the trace's next revision and credit who proposed it.

    Raises NotFound, Forbidden, Conflict when it is decided already, was made for an earlier revision, or would make the
    trace say what another says.
    """
    trace, amendment, weight = _to_be_decided(session, decider, trace_id, amendment_id)
    if amendment.base_revision != trace.revision:
        raise Conflict(
            f"The trace has gone from revision {amendment.base_revision}, for which this amendment was made, to "
            f"{trace.revision}: amend the present revision"
        )
    # Before the new solution says something else of it.
    domains = _domains(trace)
    draft = replace(editing.draft_of(trace), solution_text=amendment.improved_solution)
    editing.revise(session, trace, amendment.submitter_id, draft)
    amendment.made_revision = trace.revision
    _decide(session, amendment, decider, rules.ACCEPTED)
    _credit(session, amendment, domains, weight)
    return amendment


def reject(
    session: Session, decider: Principal, trace_id: uuid.UUID, amendment_id: uuid.UUID, reason: str
) -> Amendment:
    """Decline a proposal, also one for an earlier revision. Raises NotFound, Forbidden, Conflict when it is decided."""
    _, amendment, _ = _to_be_decided(session, decider, trace_id, amendment_id)
    amendment.reason = reason
    _decide(session, amendment, decider, rules.REJECTED)
    return amendment


def withdraw(session: Session, submitter_id: uuid.UUID, trace_id: uuid.UUID, amendment_id: uuid.UUID) -> None:
    """Take one's proposal back, as if it never was. Raises NotFound, Forbidden, Conflict when it is decided."""
    trace = editing.locked(session, trace_id)
    amendment = _of_trace(session, trace, amendment_id)
    if amendment.submitter_id != submitter_id:
        raise Forbidden("Can only withdraw your own amendments")
    _require_pending(amendment)
    session.delete(amendment)
    session.flush()


def amendments_of(
    session: Session, trace_id: uuid.UUID, status: str | None, before: Position | None, limit: int
) -> Page[Amendment]:
    """Amendments of a trace that may be read, newest first, of one status or all. Raises NotFound."""
    reading.require_readable(session, trace_id)
    rows = select(Amendment).where(Amendment.trace_id == trace_id)
    if status is not None:
        rows = rows.where(Amendment.status == status)
    return newest_first(session, rows, (Amendment.created_at, Amendment.id), before, limit)


def redact(session: Session, trace_id: uuid.UUID, revision: int) -> None:
    """Take the texts out of the proposal that became this revision of a trace, if one did."""
    session.execute(
        update(Amendment)
        .where(Amendment.trace_id == trace_id, Amendment.made_revision == revision)
        .values(improved_solution="", explanation="")
    )


def _to_be_decided(
    session: Session, decider: Principal, trace_id: uuid.UUID, amendment_id: uuid.UUID
) -> tuple[Trace, Amendment, Weight]:
    """The locked trace, its pending amendment, and what the decider's judgement weighs there."""
    trace = editing.locked(session, trace_id)
    amendment = _of_trace(session, trace, amendment_id)
    weight = reputation.weight_of(session, decider.contributor_id, _domains(trace))
    standing = Decider(
        is_author=decider.contributor_id == trace.contributor_id,
        is_moderator=MODERATE in decider.scopes,
        is_established=weight.established,
        is_submitter=decider.contributor_id == amendment.submitter_id,
    )
    if not rules.may_decide(standing):
        raise Forbidden(NOT_YOURS_TO_DECIDE)
    _require_pending(amendment)
    return trace, amendment, weight


def _of_trace(session: Session, trace: Trace, amendment_id: uuid.UUID) -> Amendment:
    amendment = session.scalar(select(Amendment).where(Amendment.id == amendment_id, Amendment.trace_id == trace.id))
    if amendment is None:
        raise NotFound("Amendment not found")
    return amendment


def _require_pending(amendment: Amendment) -> None:
    if amendment.status != rules.PENDING:
        raise Conflict(f"This amendment is {amendment.status} already")


def _decide(session: Session, amendment: Amendment, decider: Principal, status: str) -> None:
    amendment.status, amendment.decider_id, amendment.decided_at = status, decider.contributor_id, datetime.now(UTC)
    session.flush()


def _credit(session: Session, amendment: Amendment, domains: Sequence[str], weight: Weight) -> None:
    """Credit who proposed an accepted amendment: not by themselves, and by each other contributor once in each domain.

    So two who accept whatever the other proposes gain no more by a hundred amendments than by one.
    """
    submitter, decider = amendment.submitter_id, amendment.decider_id
    if submitter == decider:
        return
    # Two acceptances at once would each find no earlier one.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"amendments:{decider}:{submitter}", 0))))
    earlier = select(Amendment.id).where(Amendment.submitter_id == submitter, Amendment.decider_id == decider)
    given = reputation.domains_given(session, submitter, reputation.AMENDMENT, earlier)
    evidence = reputation_rules.evidence(weight, positive_share=1.0)
    change = Change(reputation.AMENDMENT, amendment.id, reputation.GIVEN)
    reputation.record(session, submitter, domains, evidence, change, but_not=given)


def _domains(trace: Trace) -> tuple[str, ...]:
    return trace_rules.domains(trace.tags, trace.context_fingerprint)
