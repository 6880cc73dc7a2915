"""Vote on traces and report what came of applying them.

Whatever is judged, the trace's row is locked first: judgements of one trace queue up, and its counters are what a
recount of its votes and outcomes gives.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.errors import Conflict, Forbidden, NotFound
from app.reputation import rules as reputation_rules
from app.reputation import service as reputation
from app.reputation.rules import Evidence, Weight
from app.reputation.service import Change
from app.traces import editing, reading
from app.traces import rules as trace_rules
from app.traces import service as traces
from app.traces.models import Trace
from app.votes import rules
from app.votes.counting import LastWorked, last_worked, tally
from app.votes.models import Outcome, Vote

OWN_TRACE = "Cannot vote on your own trace"
OWN_OUTCOME = "Cannot report an outcome of your own trace"


@dataclass(frozen=True)
class Ballot:
    """What a vote says. Its fields are checked already."""

    vote_type: str
    feedback_tag: str | None = None
    feedback_text: str | None = None
    voter_context: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Report:
    """What an outcome says. Its fields are checked already."""

    result: str
    environment: Mapping[str, Any]
    note: str | None = None


@dataclass(frozen=True)
class Policy:
    """`confirmations_needed`: how many independent ones validate a trace."""

    confirmations_needed: int = 2


def cast(session: Session, voter_id: uuid.UUID, trace_id: uuid.UUID, ballot: Ballot, policy: Policy) -> Vote:
    """A first vote. Raises NotFound, Forbidden on one's own trace, Conflict for a second."""
    trace = _judged(session, voter_id, trace_id, OWN_TRACE)
    weight = _weight(session, voter_id, trace)
    made = session.execute(
        insert(Vote)
        .values(
            id=uuid.uuid4(),
            trace_id=trace.id,
            voter_id=voter_id,
            weight=weight.thousandths,
            established=weight.established,
            revision=trace.revision,
            **vars(ballot),
        )
        .on_conflict_do_nothing(index_elements=["trace_id", "voter_id"])
        .returning(Vote.id)
    ).scalar_one_or_none()
    if made is None:
        raise Conflict("Already voted on this trace")
    recount(session, trace, policy)
    _credit(
        session, trace, rules.evidence_of(ballot.vote_type, weight), _vote(made, reputation.GIVEN, ballot.vote_type)
    )
    return session.get_one(Vote, made)


def change(session: Session, voter_id: uuid.UUID, trace_id: uuid.UUID, ballot: Ballot, policy: Policy) -> Vote:
    """Let one's vote say something else, with the weight it was cast with. Raises NotFound without a vote."""
    trace = _judged(session, voter_id, trace_id, OWN_TRACE)
    vote = _own_vote(session, voter_id, trace.id)
    before = _taken_back(vote, reputation.CHANGED)
    turned = vote.vote_type != ballot.vote_type
    for name, value in vars(ballot).items():
        setattr(vote, name, value)
    vote.revision, vote.updated_at = trace.revision, datetime.now(UTC)
    session.flush()
    recount(session, trace, policy)
    if turned:
        reputation.take_back(session, trace.contributor_id, before)
        evidence = rules.evidence_of(ballot.vote_type, Weight(vote.weight, vote.established))
        _credit(session, trace, evidence, _vote(vote.id, reputation.CHANGED, ballot.vote_type))
    return vote


def withdraw(session: Session, voter_id: uuid.UUID, trace_id: uuid.UUID, policy: Policy) -> None:
    """Take one's vote back; exactly what it gave is reversed. Raises NotFound without a vote."""
    trace = _judged(session, voter_id, trace_id, OWN_TRACE)
    vote = _own_vote(session, voter_id, trace.id)
    session.delete(vote)
    session.flush()
    recount(session, trace, policy)
    reputation.take_back(session, trace.contributor_id, _taken_back(vote, reputation.WITHDRAWN))


def report(session: Session, reporter_id: uuid.UUID, trace_id: uuid.UUID, said: Report, policy: Policy) -> Outcome:
    """What came of applying a trace; takes the place of what the same contributor reported before."""
    trace = _judged(session, reporter_id, trace_id, OWN_OUTCOME)
    earlier = session.scalar(
        select(Outcome).where(Outcome.trace_id == trace.id, Outcome.contributor_id == reporter_id, Outcome.is_latest)
    )
    if earlier is not None:
        earlier.is_latest = False
        session.flush()
    weight = _weight(session, reporter_id, trace)
    outcome = Outcome(
        id=uuid.uuid4(),
        trace_id=trace.id,
        contributor_id=reporter_id,
        result=said.result,
        environment=dict(said.environment),
        note=said.note,
        weight=weight.thousandths,
        established=weight.established,
        revision=trace.revision,
    )
    session.add(outcome)
    session.flush()
    recount(session, trace, policy)
    reason = reputation.GIVEN if earlier is None else reputation.CHANGED
    if earlier is not None:
        reputation.take_back(session, trace.contributor_id, Change(reputation.OUTCOME, earlier.id, reason))
    _credit(session, trace, rules.evidence_of(said.result, weight), Change(reputation.OUTCOME, outcome.id, reason))
    return outcome


def votes_of(session: Session, trace_id: uuid.UUID, before: datetime | None, limit: int) -> list[Vote]:
    """Votes of a trace that may be read, newest first. Raises NotFound."""
    reading.require_readable(session, trace_id)
    rows = select(Vote).where(Vote.trace_id == trace_id)
    if before is not None:
        rows = rows.where(Vote.created_at < before)
    return list(session.scalars(rows.order_by(Vote.created_at.desc(), Vote.id).limit(limit)))


def outcomes_of(session: Session, trace_id: uuid.UUID, before: datetime | None, limit: int) -> list[Outcome]:
    """Outcomes that count of a trace that may be read, newest first. Raises NotFound."""
    reading.require_readable(session, trace_id)
    rows = select(Outcome).where(Outcome.trace_id == trace_id, Outcome.is_latest)
    if before is not None:
        rows = rows.where(Outcome.created_at < before)
    return list(session.scalars(rows.order_by(Outcome.created_at.desc(), Outcome.id).limit(limit)))


def recount(session: Session, trace: Trace, policy: Policy) -> None:
    """Bring a locked trace in line with what was said of it, and have it indexed again."""
    found = tally(session, trace.id)
    last = last_worked(session, trace.id) if found.worked else LastWorked()
    trace.trust_score = reputation_rules.trust_score(found.evidence)
    trace.upvote_count, trace.downvote_count = found.upvotes, found.downvotes
    trace.worked_count, trace.partly_count, trace.failed_count = found.worked, found.partly, found.failed
    trace.confirmation_count = found.confirmations
    trace.status = rules.status(found, trace.prior_trust, policy.confirmations_needed)
    trace.last_worked_at, trace.last_worked_on = last.at, last.on
    traces.touch(session, trace)


def _judged(session: Session, judge_id: uuid.UUID, trace_id: uuid.UUID, refusal: str) -> Trace:
    trace = editing.locked(session, trace_id)
    if trace.contributor_id == judge_id:
        raise Forbidden(refusal)
    return trace


def _own_vote(session: Session, voter_id: uuid.UUID, trace_id: uuid.UUID) -> Vote:
    vote = session.scalar(select(Vote).where(Vote.trace_id == trace_id, Vote.voter_id == voter_id))
    if vote is None:
        raise NotFound("You have not voted on this trace")
    return vote


def _weight(session: Session, judge_id: uuid.UUID, trace: Trace) -> Weight:
    return reputation.weight_of(session, judge_id, trace_rules.domains(trace.tags, trace.context_fingerprint))


def _credit(session: Session, trace: Trace, evidence: Evidence, change: Change) -> None:
    domains = trace_rules.domains(trace.tags, trace.context_fingerprint)
    reputation.record(session, trace.contributor_id, domains, evidence, change)


def _vote(vote_id: uuid.UUID, reason: str, vote_type: str) -> Change:
    return Change(reputation.VOTE, vote_id, reason, int(vote_type == rules.UP), int(vote_type == rules.DOWN))


def _taken_back(vote: Vote, reason: str) -> Change:
    up = vote.vote_type == rules.UP
    return Change(reputation.VOTE, vote.id, reason, -int(up), -int(not up))
