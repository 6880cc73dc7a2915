"""Report what came of applying a trace."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.paging import Page, Position, newest_first
from app.reputation import service as reputation
from app.reputation.service import Change
from app.traces import reading
from app.votes import judging, rules
from app.votes.judging import Policy
from app.votes.models import Outcome

OWN_OUTCOME = "Cannot report an outcome of your own trace"


@dataclass(frozen=True)
class Report:
    """What an outcome says. Its fields are checked already."""

    result: str
    environment: Mapping[str, Any]
    note: str | None = None


def report(session: Session, reporter_id: uuid.UUID, trace_id: uuid.UUID, said: Report, policy: Policy) -> Outcome:
    """What came of applying a trace; takes the place of what the same contributor reported before.

    Raises NotFound, Forbidden on one's own trace.
    """
    trace = judging.judged(session, reporter_id, trace_id, OWN_OUTCOME)
    earlier = session.scalar(
        select(Outcome).where(Outcome.trace_id == trace.id, Outcome.contributor_id == reporter_id, Outcome.is_latest)
    )
    if earlier is not None:
        earlier.is_latest = False
        session.flush()
    weight = judging.weight_of(session, reporter_id, trace)
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
    judging.recount(session, trace, policy)
    reason = reputation.GIVEN if earlier is None else reputation.CHANGED
    if earlier is not None:
        reputation.take_back(session, trace.contributor_id, Change(reputation.OUTCOME, earlier.id, reason))
    evidence = rules.evidence_of(said.result, weight)
    judging.credit(session, trace, evidence, Change(reputation.OUTCOME, outcome.id, reason))
    return outcome


def outcomes_of(session: Session, trace_id: uuid.UUID, before: Position | None, limit: int) -> Page[Outcome]:
    """Outcomes that count of a trace that may be read, newest first. Raises NotFound."""
    reading.require_readable(session, trace_id)
    rows = select(Outcome).where(Outcome.trace_id == trace_id, Outcome.is_latest)
    return newest_first(session, rows, (Outcome.created_at, Outcome.id), before, limit)
