import os
import statistics
import time

import httpx
import pytest

from tests.outages.conftest import Ledger, Stack
from tests.waiting import until

ANSWER_WITHIN_S = 2.0


def search(api: httpx.Client) -> tuple[httpx.Response, float]:
    started = time.monotonic()
    answer = api.post("/api/v1/traces/search", json={"q": "does the index answer"})
    return answer, time.monotonic() - started


@pytest.mark.parametrize("outage", ["down", "hung"])
def test_writes_go_on_and_searches_say_when_to_come_back(
    stack: Stack, api: httpx.Client, ledger: Ledger, outage: str
) -> None:
    with getattr(stack, outage)("elasticsearch"):
        for _ in range(10):
            answer, took_s = search(api)
            assert answer.status_code == 503
            assert took_s < ANSWER_WITHIN_S
            assert int(answer.headers["Retry-After"]) >= 1
            assert answer.headers["Content-Type"] == "application/problem+json"
            ledger.submit()
        assert ledger.refused == []
        assert len(ledger.promised) == 10
        # Looking for near-duplicates may take its budget, and then no more is looked for a while.
        assert max(ledger.took_s) < 1.0 + float(os.environ["DUPLICATE_BUDGET_MS"]) / 1000
        assert statistics.median(ledger.took_s) < 1.0
    until(lambda: search(api)[0].status_code == 200, "search works again", 60)
    ledger.check()


def test_a_failing_index_is_soon_left_alone(stack: Stack, api: httpx.Client) -> None:
    with stack.hung("elasticsearch"):
        for _ in range(6):
            search(api)
        # Two API processes learn of it apart from each other.
        until(lambda: max(search(api)[1] for _ in range(3)) < 0.3, "searches fail at once", 30)
