"""Calls are limited on while Redis is gone or hangs, by each process for its share, and nobody waits for it twice."""

import os
import time
import uuid
from collections.abc import Callable, Iterator

import httpx
import pytest

from app.accounts import plans
from tests.outages.conftest import Stack
from tests.waiting import until

CALLS = 80
"""Fewer than a stopped Redis has room for in its queue of connections: where that is full, nobody waits any more."""
AT_FIRST = 20
"""The first of them find out that Redis is gone, which takes 0.1 s."""
OUTAGES = 3
MORE_S = 0.05
ANONYMOUS = plans.load()[plans.ANONYMOUS].read.rate


@pytest.fixture
def keyless_contributor(api: httpx.Client) -> Iterator[httpx.Client]:
    """On the plan "anonymous", whose rates the test stack doesn't lift."""
    key = httpx.post(api.base_url.join("/api/v1/keys"), json={}).json()["api_key"]
    with httpx.Client(base_url=api.base_url, timeout=10, headers={"X-API-Key": key}) as client:
        yield client


@pytest.mark.parametrize("outage", ["down", "hung"])
def test_limited_calls_hardly_wait_and_the_metric_tells(stack: Stack, api: httpx.Client, outage: str) -> None:
    usual, tries = _p99(api, CALLS), []
    # What else the machine does can only make it look worse, so one outage of some has to look well.
    while len(tries) < OUTAGES and not (tries and tries[-1] < usual + MORE_S):
        with getattr(stack, outage)("redis"):
            before = _fallbacks(api)
            _p99(api, AT_FIRST)
            tries.append(_p99(api, CALLS))
            assert _fallbacks(api) - before >= CALLS
        until(_stands_still(api), "Redis is asked again")
    assert tries[-1] < usual + MORE_S, (usual, tries)


@pytest.mark.parametrize("outage", ["down", "hung"])
def test_each_process_holds_its_share(stack: Stack, keyless_contributor: httpx.Client, outage: str) -> None:
    assert ANONYMOUS is not None
    with getattr(stack, outage)("redis"):
        began = time.monotonic()
        answers = [keyless_contributor.get("/api/v1/tags") for _ in range(3 * ANONYMOUS.burst)]
        took = time.monotonic() - began
    passed = sum(answer.status_code == 200 for answer in answers)
    refused = [answer for answer in answers if answer.status_code == 429]
    assert passed + len(refused) == len(answers)
    # All processes together have what one rate allows; a share is rounded down, and at least one of them was asked.
    processes = int(os.environ.get("API_WORKERS") or min(2, os.cpu_count() or 1))
    assert ANONYMOUS.burst // processes <= passed <= ANONYMOUS.burst + took * ANONYMOUS.refill_per_s + processes
    for answer in answers:
        assert answer.headers["X-RateLimit-Limit"] == str(ANONYMOUS.burst // processes)
    assert all(1 <= int(answer.headers["Retry-After"]) <= 60 for answer in refused)


@pytest.mark.parametrize("outage", ["down", "hung"])
def test_signing_up_goes_on(stack: Stack, api: httpx.Client, outage: str) -> None:
    with getattr(stack, outage)("redis"):
        body = {"email": f"{uuid.uuid4().hex}@example.com"}
        assert httpx.post(api.base_url.join("/api/v1/keys"), json=body, timeout=5).status_code == 201


def _p99(api: httpx.Client, calls: int) -> float:
    """Seconds of a metered call that touches little else."""
    took = []
    for _ in range(calls):
        began = time.perf_counter()
        answer = api.get("/api/v1/tags")
        took.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.text
    return sorted(took)[int(0.99 * calls) - 1]


def _fallbacks(api: httpx.Client) -> float:
    text = httpx.get(api.base_url.join("/metrics"), timeout=5).text
    lines = [line for line in text.splitlines() if line.startswith("commontrace_limiter_fallback_total")]
    return sum(float(line.split()[-1]) for line in lines)


def _stands_still(api: httpx.Client) -> Callable[[], bool]:
    def check() -> bool:
        before = _fallbacks(api)
        _p99(api, 10)
        return _fallbacks(api) == before

    return check
