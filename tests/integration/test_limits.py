"""Limits on the real Redis: exact under concurrency, and kept up without it."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, perf_counter

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from app.core.limits.limiter import Limiter, Quota
from app.core.limits.rules import Rate
from app.wiring import Services
from tests.integration.redis_server import RedisServer, own_redis
from tests.waiting import until

MINUTE = Rate(per_minute=60, burst=60)


@pytest.fixture
def limiter(parts: Services) -> Iterator[Limiter]:
    made = _limiter(parts.settings.redis_url.get_secret_value())
    yield made
    made.close()


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    with own_redis() as server:
        yield server


def _limiter(url: str, processes: int = 2) -> Limiter:
    redis = Redis.from_url(url, socket_timeout=0.1, socket_connect_timeout=0.1, retry=Retry(NoBackoff(), 0))
    return Limiter(redis, processes)


def _name() -> str:
    return f"test:{uuid.uuid4()}"


def _all(call: Callable[[], bool], times: int, threads: int = 32) -> int:
    with ThreadPoolExecutor(threads) as pool:
        return sum(pool.map(lambda _: call(), range(times)))


def test_of_200_calls_at_once_the_burst_passes_and_what_is_refilled_meanwhile(parts: Services) -> None:
    url = parts.settings.redis_url.get_secret_value()
    # As two processes would: nothing but Redis in common.
    one, other, name = _limiter(url), _limiter(url), _name()
    limiters = iter([one, other] * 100)
    began = monotonic()
    passed = _all(lambda: next(limiters).hit(name, MINUTE).allowed, 200)
    took = monotonic() - began
    assert 60 <= passed <= 60 + took * MINUTE.refill_per_s + 1
    one.close()
    other.close()


def test_a_bucket_fills_up_again_and_tells_when(limiter: Limiter) -> None:
    name, fast = _name(), Rate(per_minute=600, burst=2)
    assert [limiter.hit(name, fast).allowed for _ in range(3)] == [True, True, False]
    verdict = limiter.hit(name, fast)
    assert (verdict.remaining, verdict.retry_after_s) == (0, 1)
    until(lambda: limiter.hit(name, fast).allowed, "a call passes again")


def test_a_quota_goes_on_from_what_is_recorded_and_is_exact(limiter: Limiter) -> None:
    rate, asked = Rate(60_000, 1000), []

    def recorded() -> tuple[int, int]:
        asked.append(1)
        return 40, 3600

    quota = Quota(_name(), 50, recorded)
    name = _name()
    assert _all(lambda: limiter.hit(name, rate, quota).allowed, 64) == 10
    refused = limiter.hit(name, rate, quota)
    assert refused.over_quota
    assert (refused.used, refused.quota) == (50, 50)
    asked.clear()
    # Another bucket, the same quota: known by now.
    assert not limiter.hit(_name(), rate, quota).allowed
    assert not asked


def test_what_is_refused_for_its_rate_costs_no_quota(limiter: Limiter) -> None:
    quota, name = Quota(_name(), 50, lambda: (0, 3600)), _name()
    slow = Rate(per_minute=1, burst=1)
    verdicts = [limiter.hit(name, slow, quota) for _ in range(5)]
    assert [verdict.allowed for verdict in verdicts] == [True, False, False, False, False]
    assert verdicts[-1].used == 1
    assert not verdicts[-1].over_quota


@pytest.mark.parametrize("fault", ["killed", "hung"])
def test_without_redis_each_process_holds_its_share_and_nobody_waits_twice(
    redis_server: RedisServer, fault: str
) -> None:
    limiter, name = _limiter(redis_server.url, processes=2), _name()
    assert limiter.hit(name, MINUTE).allowed
    redis_server.kill() if fault == "killed" else redis_server.pause()
    limiter.hit(name, MINUTE)
    took, passed = [], 0
    for _ in range(200):
        began = perf_counter()
        passed += limiter.hit(name, MINUTE).allowed
        took.append(perf_counter() - began)
    assert 29 <= passed <= 31
    assert sorted(took)[197] < 0.05
    if fault == "hung":
        redis_server.resume()
        # Redis remembers: 58 of 60 are left there, where the share here is used up.
        until(lambda: limiter.hit(name, MINUTE).remaining > 31, "Redis is asked again")
    limiter.close()
