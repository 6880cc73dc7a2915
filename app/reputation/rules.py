"""How evidence becomes reputation, weight and trust. Pure; docs/trust.md explains and tabulates it.

Weights are kept as whole thousandths, so that sums are exact and a withdrawal reverses precisely what was given.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Z_95 = 1.96
MIN_TRUST_FACTOR, MAX_TRUST_FACTOR = 0.96, 1.04
"""Half of any score says nothing: a text about something else gets that much for its meaning, so wide bounds lift the
irrelevant. docs/search-quality.md has what trust drawn by lot costs within these bounds and wider ones."""

STALE_DOUBT = 0.5
"""What being out of date takes from the belief in a trace: of equals it is the last, but it stays to be found."""

NEW_WEIGHT, FULL_WEIGHT = 0.1, 0.8
"""What a judgement weighs of somebody unknown, and at most: 1 : 8."""
ESTABLISHED_FROM = 0.2
"""Reputation in a domain from which somebody's judgement there counts for more than a newcomer's."""
FULL_FROM = 0.6
"""Reputation from which it counts in full."""
NEWCOMERS_CAP = 0.5
"""What all newcomers together can weigh: less than one established judgement at full weight."""
PRIOR_STRENGTH = 2.0
"""Weight of evidence that moves trust halfway from nothing to certainty."""

THOUSAND = 1000


@dataclass(frozen=True)
class Weight:
    """What one judgement weighs, in thousandths, and whether its giver is established where it is given."""

    thousandths: int
    established: bool


@dataclass(frozen=True)
class Evidence:
    """Sums of weights in thousandths: for and against, from the established and from newcomers."""

    positive: int = 0
    negative: int = 0
    newcomers_positive: int = 0
    newcomers_negative: int = 0

    def __add__(self, other: "Evidence") -> "Evidence":
        return Evidence(
            self.positive + other.positive,
            self.negative + other.negative,
            self.newcomers_positive + other.newcomers_positive,
            self.newcomers_negative + other.newcomers_negative,
        )

    def __mul__(self, times: int) -> "Evidence":
        return Evidence(
            self.positive * times,
            self.negative * times,
            self.newcomers_positive * times,
            self.newcomers_negative * times,
        )

    def __neg__(self) -> "Evidence":
        return self * -1


def wilson_lower_bound(positive: float, total: float, z: float = Z_95) -> float:
    """Lower bound of the Wilson score interval (Wilson 1927) for `positive` of `total`; 0 without evidence.

    Weighted evidence gives fractional counts.
    """
    if total <= 0:
        return 0.0
    p = positive / total
    spread = z * sqrt((p * (1 - p) + z * z / (4 * total)) / total)
    return max(0.0, (p + z * z / (2 * total) - spread) / (1 + z * z / total))


def counted(evidence: Evidence, cap: float = NEWCOMERS_CAP) -> tuple[float, float]:
    """(for, against) as weights, newcomers scaled down together to `cap` where they would exceed it."""
    newcomers = (evidence.newcomers_positive + evidence.newcomers_negative) / THOUSAND
    scale = min(1.0, cap / newcomers) if newcomers > 0 else 1.0
    return (
        (evidence.positive + scale * evidence.newcomers_positive) / THOUSAND,
        (evidence.negative + scale * evidence.newcomers_negative) / THOUSAND,
    )


def reputation(evidence: Evidence) -> float:
    """0..1: the Wilson lower bound over the weights that count."""
    positive, negative = counted(evidence)
    return wilson_lower_bound(positive, positive + negative)


def weight(reputation_by_domain: Mapping[str, float], domains: Sequence[str]) -> Weight:
    """What somebody's judgement of a trace weighs: by the mean of their reputation over *all* its domains.

    So that no single domain of the author's choice suffices. 0.1 below ESTABLISHED_FROM, then linear up to 0.8.
    """
    mean = sum(reputation_by_domain.get(domain, 0.0) for domain in domains) / len(domains) if domains else 0.0
    if mean < ESTABLISHED_FROM:
        return Weight(round(NEW_WEIGHT * THOUSAND), established=False)
    share = min(1.0, mean / FULL_FROM)
    return Weight(round((NEW_WEIGHT + share * (FULL_WEIGHT - NEW_WEIGHT)) * THOUSAND), established=True)


def evidence(of: Weight, positive_share: float, strength: float = 1.0) -> Evidence:
    """What a judgement of this weight adds: `positive_share` of it for, the rest against, `strength` times."""
    total = round(of.thousandths * strength)
    positive = round(total * positive_share)
    if of.established:
        return Evidence(positive, total - positive)
    return Evidence(newcomers_positive=positive, newcomers_negative=total - positive)


def trust_score(of: Evidence) -> float:
    """-1..1, 0 without evidence: (for - against) / (for + against + PRIOR_STRENGTH).

    Twice the mean of a Beta posterior less one, the prior being Beta(s/2, s/2) with s = PRIOR_STRENGTH. So one vote
    proves little, and fifty for with five against stand above one for.
    """
    positive, negative = counted(of)
    return (positive - negative) / (positive + negative + PRIOR_STRENGTH)


def trust_factor(trust_score: float, prior: float = 0.0, *, is_stale: bool = False) -> float:
    """What a trace's relevance is multiplied by: 1 without evidence, within the bounds, rising in both numbers.

    `trust_score` is at most 1 and negative for traces judged bad; `prior` is what is believed before any evidence. That
    it is known to be out of date speaks against a trace as much as STALE_DOUBT of trust.
    """
    belief = max(-1.0, min(1.0, trust_score + prior - (STALE_DOUBT if is_stale else 0.0)))
    middle = (MIN_TRUST_FACTOR + MAX_TRUST_FACTOR) / 2
    return middle + belief * (MAX_TRUST_FACTOR - middle)
