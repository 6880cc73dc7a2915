"""How warm a trace is: by its standing, and by how often and how lately it helped. Pure.

What isn't used decays: by half within the half-life of its domain. The order of the questions is that of the v1 wire
contract, 3.5, and so are the days where the half-life is a year; others are longer or shorter in proportion.
Impressions aren't use: being listed helps nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

HOT, WARM, COOL, COLD, FROZEN = "HOT", "WARM", "COOL", "COLD", "FROZEN"

BAD_TRUST = -1 / 3
"""What the contract's -1, a sum of weights, is on our scale of -1..1: a full weight against and none for."""
FORGOTTEN = timedelta(days=180)
IDLE = timedelta(days=90)
RECENT = timedelta(days=30)
LATELY = timedelta(days=7)
HOT_USES_A_DAY = 0.1
ORDINARY_HALF_LIFE_DAYS = 365
"""For which the days above are meant: a trace that helped IDLE days ago is down to 2^(-90/365) = 0.84 then."""


@dataclass(frozen=True)
class Use:
    """`trust` includes what was believed before any evidence. `uses`: reads, up-votes and reports that it worked."""

    trust: float
    is_stale: bool
    created_at: datetime
    last_helped_at: datetime | None
    uses: int
    half_life_days: int = ORDINARY_HALF_LIFE_DAYS


def temperature(of: Use, now: datetime) -> str:
    """HOT, WARM, COOL, COLD or FROZEN."""
    pace = ORDINARY_HALF_LIFE_DAYS / of.half_life_days
    age = (now - of.created_at) * pace
    idle = None if of.last_helped_at is None else (now - of.last_helped_at) * pace
    if of.is_stale or (of.trust < BAD_TRUST and (idle is None or idle > FORGOTTEN)):
        return FROZEN
    if of.trust < 0 or (age if idle is None else idle) > IDLE:
        return COLD
    if idle is None:
        return WARM if age <= RECENT else COOL
    if idle <= LATELY or of.uses > HOT_USES_A_DAY * max(1.0, (now - of.created_at) / timedelta(days=1)):
        return HOT
    return WARM if idle <= RECENT else COOL
