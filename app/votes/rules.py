"""What votes and outcomes say, and what becomes of a trace by them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.reputation import rules as reputation
from app.reputation.rules import Evidence, Weight
from app.tags.rules import name_of

UP, DOWN = "up", "down"
WORKED, PARTLY, FAILED = "worked", "partly", "failed"
DOWNVOTE_TAGS = ("outdated", "security_concern", "spam", "wrong")
"""Of which a down-vote must name one."""

PENDING, VALIDATED, DISPUTED = "pending", "validated", "disputed"

_POSITIVE_SHARE = {UP: 1.0, DOWN: 0.0, WORKED: 1.0, PARTLY: 0.5, FAILED: 0.0}
OUTCOME_STRENGTH = 2.0
"""Having applied a trace says more than having read it."""

CONTEXT_SHARES: Mapping[str, float] = {
    "language": 0.30, "framework": 0.25, "os": 0.15, "package_manager": 0.10, "runtime": 0.10, "environment": 0.10,
}  # fmt: skip
"""What agreement in each field counts when a voter's surroundings are compared with those that a trace is for."""
ELSEWHERE = 0.3
"""Share of its weight that a down-vote keeps which comes from surroundings with nothing in common."""

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


def alignment(context: Mapping[str, Any], fingerprint: Mapping[str, Any]) -> float | None:
    """0..1: how much two surroundings agree, over the fields that either names; None when one of them names none.

    The v1 wire contract, 3.2.
    """
    one, other = _named(context), _named(fingerprint)
    if not one or not other:
        return None
    agreed = sum(CONTEXT_SHARES[name] for name in one.keys() & other.keys() if one[name] == other[name])
    return agreed / sum(CONTEXT_SHARES[name] for name in one.keys() | other.keys())


def heard(voter: Weight, vote_type: str, context: Mapping[str, Any], fingerprint: Mapping[str, Any]) -> Weight:
    """What a vote weighs: as much as its voter, but less against a trace that is for other surroundings.

    A down-vote weighs 0.3 + 0.7 * alignment of it (contract, 3.2), so a context given can't make any vote heavier.
    """
    aligned = alignment(context, fingerprint) if vote_type == DOWN else None
    if aligned is None:
        return voter
    return replace(voter, thousandths=round(voter.thousandths * (ELSEWHERE + (1 - ELSEWHERE) * aligned)))


def _named(surroundings: Mapping[str, Any]) -> dict[str, str]:
    said = {name: surroundings.get(name) for name in CONTEXT_SHARES}
    return {name: name_of(value) for name, value in said.items() if isinstance(value, str) and value.strip()}


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
