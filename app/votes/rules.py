"""What votes and outcomes say, and what becomes of a trace by them. Pure."""

from dataclasses import dataclass, field

from app.reputation import rules as reputation
from app.reputation.rules import Evidence, Weight

UP, DOWN = "up", "down"
WORKED, PARTLY, FAILED = "worked", "partly", "failed"
DOWNVOTE_TAGS = ("outdated", "security_concern", "spam", "wrong")
"""Of which a down-vote must name one."""

PENDING, VALIDATED, DISPUTED = "pending", "validated", "disputed"

_POSITIVE_SHARE = {UP: 1.0, DOWN: 0.0, WORKED: 1.0, PARTLY: 0.5, FAILED: 0.0}
OUTCOME_STRENGTH = 2.0
"""Having applied a trace says more than having read it."""

CONFIRMING_WEIGHT = 200
"""Thousandths that confirmations must weigh together: two newcomers."""
DISPUTING_WEIGHT = 200
"""Thousandths against, from which a trace judged bad on balance is called disputed."""


@dataclass(frozen=True)
class Tally:
    """All that was said about one trace and still counts."""

    evidence: Evidence = field(default_factory=Evidence)
    upvotes: int = 0
    downvotes: int = 0
    worked: int = 0
    partly: int = 0
    failed: int = 0
    confirmations: int = 0
    confirming_weight: int = 0


def evidence_of(judgement: str, weight: Weight) -> Evidence:
    """What one vote or outcome adds to the evidence."""
    strength = OUTCOME_STRENGTH if judgement in (WORKED, PARTLY, FAILED) else 1.0
    return reputation.evidence(weight, _POSITIVE_SHARE[judgement], strength)


def status(tally: Tally, prior: float, needed: int) -> str:
    """What a trace is called by the evidence; `prior` above 0 is a head start, as the seed library's traces have.

    Enough independent confirmations validate, unless what speaks against weighs more. It is taken back when evidence
    turns.
    """
    score = reputation.trust_score(tally.evidence)
    against = tally.evidence.negative + tally.evidence.newcomers_negative
    if score + prior < 0 and against >= DISPUTING_WEIGHT:
        return DISPUTED
    confirmed = tally.confirmations >= needed and tally.confirming_weight >= CONFIRMING_WEIGHT
    return VALIDATED if (confirmed and score > 0) or prior > 0 else PENDING
