"""How evidence becomes trust. Pure."""

from math import sqrt

Z_95 = 1.96
MIN_TRUST_FACTOR, MAX_TRUST_FACTOR = 0.5, 1.5


def wilson_lower_bound(positive: float, total: float, z: float = Z_95) -> float:
    """Lower bound of the Wilson score interval (Wilson 1927) for `positive` of `total`; 0 without evidence.

    Weighted evidence gives fractional counts.
    """
    if total <= 0:
        return 0.0
    p = positive / total
    spread = z * sqrt((p * (1 - p) + z * z / (4 * total)) / total)
    return max(0.0, (p + z * z / (2 * total) - spread) / (1 + z * z / total))


def trust_factor(trust_score: float, prior: float = 0.0) -> float:
    """What a trace's relevance is multiplied by: 1 without evidence, within [0.5, 1.5], rising in both arguments.

    `trust_score` is at most 1 and negative for traces judged bad; `prior` is what is believed before any evidence.
    """
    belief = max(-1.0, min(1.0, trust_score + prior))
    middle = (MIN_TRUST_FACTOR + MAX_TRUST_FACTOR) / 2
    return middle + belief * (MAX_TRUST_FACTOR - middle)
