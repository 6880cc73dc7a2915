"""Vote on traces: once each, changed and withdrawn at will."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.errors import Conflict, NotFound
from app.core.paging import Page, Position, newest_first
from app.reputation import service as reputation
from app.reputation.rules import Weight
from app.reputation.service import Change
from app.traces import reading
from app.traces.models import Trace
from app.votes import judging, rules
from app.votes.judging import Policy
from app.votes.models import Vote

OWN_TRACE = "Cannot vote on your own trace"


@dataclass(frozen=True)
class Ballot:
    """What a vote says. Its fields are checked already."""

    vote_type: str
    feedback_tag: str | None = None
    feedback_text: str | None = None
    voter_context: Mapping[str, Any] | None = None


def cast(session: Session, voter_id: uuid.UUID, trace_id: uuid.UUID, ballot: Ballot, policy: Policy) -> Vote:
    """A first vote. Raises NotFound, Forbidden on one's own trace, Conflict for a second."""
    trace = judging.judged(session, voter_id, trace_id, OWN_TRACE)
    voter = judging.weight_of(session, voter_id, trace)
    weight = _weight(voter, ballot, trace)
    made = session.scalars(
        insert(Vote)
        .values(
            id=uuid.uuid4(),
            trace_id=trace.id,
            voter_id=voter_id,
            voter_weight=voter.thousandths,
            weight=weight.thousandths,
            established=weight.established,
            revision=trace.revision,
            **vars(ballot),
        )
        .on_conflict_do_nothing(index_elements=["trace_id", "voter_id"])
        .returning(Vote)
    ).one_or_none()
    if made is None:
        raise Conflict("Already voted on this trace")
    judging.recount(session, trace, policy)
    evidence = rules.evidence_of(ballot.vote_type, weight)
    judging.credit(session, trace, evidence, _given(made.id, reputation.GIVEN, ballot.vote_type))
    return made


def change(session: Session, voter_id: uuid.UUID, trace_id: uuid.UUID, ballot: Ballot, policy: Policy) -> Vote:
    """Let one's vote say something else; its voter counts for as much as when it was cast. Raises NotFound without."""
    trace = judging.judged(session, voter_id, trace_id, OWN_TRACE)
    vote = _own_vote(session, voter_id, trace.id)
    taken_back = _taken_back(vote, reputation.CHANGED)
    before = rules.evidence_of(vote.vote_type, Weight(vote.weight, vote.established))
    weight = _weight(Weight(vote.voter_weight, vote.established), ballot, trace)
    for name, value in vars(ballot).items():
        setattr(vote, name, value)
    vote.weight, vote.revision, vote.updated_at = weight.thousandths, trace.revision, datetime.now(UTC)
    session.flush()
    judging.recount(session, trace, policy)
    after = rules.evidence_of(ballot.vote_type, weight)
    if after != before:
        reputation.take_back(session, trace.contributor_id, taken_back)
        judging.credit(session, trace, after, _given(vote.id, reputation.CHANGED, ballot.vote_type))
    return vote


def withdraw(session: Session, voter_id: uuid.UUID, trace_id: uuid.UUID, policy: Policy) -> None:
    """Take one's vote back; exactly what it gave is reversed. Raises NotFound without a vote."""
    trace = judging.judged(session, voter_id, trace_id, OWN_TRACE)
    vote = _own_vote(session, voter_id, trace.id)
    session.delete(vote)
    session.flush()
    judging.recount(session, trace, policy)
    reputation.take_back(session, trace.contributor_id, _taken_back(vote, reputation.WITHDRAWN))


def votes_of(session: Session, trace_id: uuid.UUID, before: Position | None, limit: int) -> Page[Vote]:
    """Votes of a trace that may be read, newest first. Raises NotFound."""
    reading.require_readable(session, trace_id)
    rows = select(Vote).where(Vote.trace_id == trace_id)
    return newest_first(session, rows, (Vote.created_at, Vote.id), before, limit)


def _own_vote(session: Session, voter_id: uuid.UUID, trace_id: uuid.UUID) -> Vote:
    vote = session.scalar(select(Vote).where(Vote.trace_id == trace_id, Vote.voter_id == voter_id))
    if vote is None:
        raise NotFound("You have not voted on this trace")
    return vote


def _weight(voter: Weight, ballot: Ballot, trace: Trace) -> Weight:
    return rules.heard(voter, ballot.vote_type, ballot.voter_context or {}, trace.context_fingerprint or {})


def _given(vote_id: uuid.UUID, reason: str, vote_type: str) -> Change:
    return Change(reputation.VOTE, vote_id, reason, int(vote_type == rules.UP), int(vote_type == rules.DOWN))


def _taken_back(vote: Vote, reason: str) -> Change:
    up = vote.vote_type == rules.UP
    return Change(reputation.VOTE, vote.id, reason, -int(up), -int(not up))
