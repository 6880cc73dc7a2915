"""Ask Redis; while it can't answer, let each process hold callers to its share of their rate."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from app.core.limits.rules import Bucket, Rate, Verdict, take
from app.core.logging import get_logger
from app.core.metrics import LIMITER_FALLBACK

log = get_logger(__name__)

PROBE_EVERY_S = 0.5
MOST_BUCKETS = 20_000
"""Held in memory by a process that can't reach Redis; the one longest unused goes first."""

_PASSED, _UNKNOWN = 1, -1
_SCRIPT = (Path(__file__).parent / "bucket.lua").read_text()


@dataclass(frozen=True)
class Quota:
    """At most `calls` a month under `name`. `recorded` tells what the system of record has counted this month, and the
    seconds until the month ends; it is asked when Redis doesn't know."""

    name: str
    calls: int
    recorded: Callable[[], tuple[int, int]]


class Limiter:
    """One per process; safe to share between threads. `redis` needs short timeouts: a call waits for them once."""

    def __init__(self, redis: Redis, processes: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._redis = redis
        self._script = redis.register_script(_SCRIPT)
        self._processes = processes
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._probing = False
        self._closed = threading.Event()

    def hit(self, name: str, rate: Rate, quota: Quota | None = None) -> Verdict:
        """Count one call under `name`, and under the quota's name where there is one.

        Never raises for Redis: without it quotas aren't held, and each process holds callers to its share of the rate.
        """
        if not self._probing:
            try:
                return self._ask(name, rate, quota)
            except RedisError as error:
                self._begin_probing(error)
        LIMITER_FALLBACK.inc()
        return self._hit_here(name, rate.shared_by(self._processes))

    def close(self) -> None:
        """Let go of the connections, and stop looking for a Redis that is gone."""
        self._closed.set()
        self._redis.close()

    def _ask(self, name: str, rate: Rate, quota: Quota | None) -> Verdict:
        outcome, tokens, used = self._run(name, rate, quota)
        if outcome == _UNKNOWN and quota is not None:
            count, seconds = quota.recorded()
            # Another process may have set it meanwhile, and counted on.
            self._redis.set(_used_key(quota), count, nx=True, ex=max(1, seconds))
            outcome, tokens, used = self._run(name, rate, quota)
        if outcome == _UNKNOWN:
            # Evicted at once: a server short of memory is no fault of the caller.
            outcome, tokens, used = self._run(name, rate, None)
        return Verdict(outcome == _PASSED, rate, tokens, quota.calls if quota else None, used)

    def _run(self, name: str, rate: Rate, quota: Quota | None) -> tuple[int, float, int | None]:
        keys = [f"limit:bucket:{name}", _used_key(quota) if quota else ""]
        arguments: list[str | int] = [rate.burst, repr(rate.refill_per_s), quota.calls if quota else -1]
        outcome, tokens, used = self._script(keys, arguments)
        return int(outcome), float(tokens), None if used < 0 else int(used)

    def _hit_here(self, name: str, rate: Rate) -> Verdict:
        with self._lock:
            allowed, bucket = take(self._buckets.get(name), rate, self._clock())
            self._buckets[name] = bucket
            self._buckets.move_to_end(name)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        return Verdict(allowed, rate, bucket.tokens)

    def _begin_probing(self, error: RedisError) -> None:
        with self._lock:
            if self._probing:
                return
            self._probing = True
        log.warning("limiter_without_redis", error=str(error))
        threading.Thread(target=self._probe, name="limiter-probe", daemon=True).start()

    def _probe(self) -> None:
        """Until Redis answers. Apart from the callers, none of whom has to wait for it a second time."""
        while not self._closed.wait(PROBE_EVERY_S):
            try:
                self._redis.ping()
            except RedisError:
                continue
            with self._lock:
                self._probing = False
                self._buckets.clear()
            log.info("limiter_with_redis_again")
            return


def _used_key(quota: Quota) -> str:
    return f"limit:used:{quota.name}"
