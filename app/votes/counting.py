"""What was said of a trace, counted anew each time, by statements made once."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from app.reputation.rules import Evidence, Weight
from app.votes import rules
from app.votes.models import Outcome, Vote

_TRACE = bindparam("trace", type_=Uuid)
_SAID = (
    select(Vote.voter_id.label("who"), Vote.vote_type.label("said"), Vote.weight, Vote.established)
    .where(Vote.trace_id == _TRACE)
    .union_all(
        select(Outcome.contributor_id, Outcome.result, Outcome.weight, Outcome.established).where(
            Outcome.trace_id == _TRACE, Outcome.is_latest
        )
    )
    .cte("said")
)
_CONFIRMING = (
    select(func.max(_SAID.c.weight).label("weight"))
    .where(_SAID.c.said.in_([rules.UP, rules.WORKED]))
    .group_by(_SAID.c.who)
    .cte("confirming")
)
_ALIKE = select(
    _SAID.c.said,
    _SAID.c.weight,
    _SAID.c.established,
    func.count(),
    select(func.count()).select_from(_CONFIRMING).scalar_subquery(),
    select(func.coalesce(func.sum(_CONFIRMING.c.weight), 0).cast(Integer)).scalar_subquery(),
).group_by(_SAID.c.said, _SAID.c.weight, _SAID.c.established)
_LAST_WORKED = (
    select(Outcome.created_at, Outcome.environment)
    .where(Outcome.trace_id == _TRACE, Outcome.is_latest, Outcome.result == rules.WORKED)
    .order_by(Outcome.created_at.desc())
    .limit(1)
)


@dataclass(frozen=True)
class LastWorked:
    """When and where a trace was last applied with success; both None where it never was."""

    at: datetime | None = None
    on: dict[str, Any] | None = None


def tally(session: Session, trace_id: uuid.UUID) -> rules.Tally:
    """All that counts of one trace."""
    evidence, counts = Evidence(), Counter[str]()
    confirmations = confirming_weight = 0
    # What confirms it stands in every row.
    for said, weight, established, count, confirmations, confirming_weight in session.connection().execute(  # noqa: B007
        _ALIKE, {"trace": trace_id}
    ):
        counts[said] += count
        evidence = evidence + rules.evidence_of(said, Weight(weight, established)) * count
    return rules.Tally(
        evidence=evidence,
        upvotes=counts[rules.UP],
        downvotes=counts[rules.DOWN],
        worked=counts[rules.WORKED],
        partly=counts[rules.PARTLY],
        failed=counts[rules.FAILED],
        confirmations=confirmations,
        confirming_weight=confirming_weight,
    )


def last_worked(session: Session, trace_id: uuid.UUID) -> LastWorked:
    """Of the outcomes that count."""
    found = session.connection().execute(_LAST_WORKED, {"trace": trace_id}).one_or_none()
    return LastWorked(found[0], found[1]) if found else LastWorked()
