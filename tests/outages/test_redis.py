import httpx
import pytest
from redis import Redis

from tests.outages.conftest import Ledger, Stack


@pytest.mark.parametrize("outage", ["down", "hung"])
def test_writes_and_searches_go_on(stack: Stack, api: httpx.Client, ledger: Ledger, outage: str) -> None:
    with getattr(stack, outage)("redis"):
        for _ in range(10):
            ledger.submit()
            assert api.post("/api/v1/traces/search", json={"q": "still there"}).status_code == 200
        health = api.get("/health")
        assert (health.status_code, health.json()["checks"]["redis"]) == (503, "error")
    assert (ledger.refused, len(ledger.promised)) == ([], 10)
    assert max(ledger.took_s) < 1.0
    ledger.check()


def test_a_flush_loses_nothing(redis: Redis, ledger: Ledger) -> None:
    for n in range(40):
        ledger.submit()
        if n % 8 == 0:
            redis.flushall()
    assert (ledger.refused, len(ledger.promised)) == ([], 40)
    ledger.check()


def test_a_killed_redis_loses_nothing(stack: Stack, ledger: Ledger) -> None:
    for n in range(20):
        ledger.submit()
        if n == 10:
            stack.kill("redis")
    assert (ledger.refused, len(ledger.promised)) == ([], 20)
    ledger.check()
