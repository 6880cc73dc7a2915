"""The token bucket, and what a limited answer says about it. Pure; the Lua script beside it does the same in Redis."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Rate:
    """`burst` calls at once, refilled at `per_minute`. Both at least 1."""

    per_minute: float
    burst: int

    @property
    def refill_per_s(self) -> float:
        return self.per_minute / 60

    def shared_by(self, processes: int) -> "Rate":
        """What one of several processes may let pass that don't know of each other."""
        return Rate(self.per_minute / processes, max(1, self.burst // processes))


@dataclass(frozen=True)
class Bucket:
    """`tokens` that were left at the time `at`, in seconds of any clock that only goes forward."""

    tokens: float
    at: float


def take(bucket: Bucket | None, rate: Rate, now: float) -> tuple[bool, Bucket]:
    """One call: whether it may pass, and what the bucket holds then. None is a full bucket."""
    tokens = rate.burst if bucket is None else bucket.tokens + max(0.0, now - bucket.at) * rate.refill_per_s
    tokens = min(float(rate.burst), tokens)
    at = now if bucket is None else max(now, bucket.at)
    return (True, Bucket(tokens - 1, at)) if tokens >= 1 else (False, Bucket(tokens, at))


@dataclass(frozen=True)
class Verdict:
    """What became of one call. `tokens` are left after it; `used` is this month's count with it, where one is kept."""

    allowed: bool
    rate: Rate
    tokens: float
    quota: int | None = None
    used: int | None = None

    @property
    def over_quota(self) -> bool:
        return self.quota is not None and self.used is not None and not self.allowed and self.used >= self.quota

    @property
    def remaining(self) -> int:
        """Calls that would pass now."""
        return max(0, math.floor(self.tokens))

    @property
    def retry_after_s(self) -> int:
        """Whole seconds after which one call would pass, at least 1 where none does now."""
        missing = 1 - self.tokens
        return 0 if missing <= 0 else max(1, math.ceil(missing / self.rate.refill_per_s - 1e-6))

    @property
    def full_after_s(self) -> int:
        """Whole seconds after which the bucket is full again."""
        return math.ceil((self.rate.burst - self.tokens) / self.rate.refill_per_s - 1e-6)
