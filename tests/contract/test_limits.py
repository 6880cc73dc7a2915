"""Limits as a client meets them, on an API with small ones: how many calls pass, and whether it is told the truth."""

import random
import re
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.own_api import own_api

READS, WRITES = 60, 20
SIGN_UPS, ANONYMOUS = 4, 7
WINDOW_MINUTES = random.randrange(1_000, 100_000)
"""Redis counts by the length of the window too: another one for each run, so that no run finds what an earlier took."""
WRITE_PATH = f"/api/v1/traces/{uuid.UUID(int=1)}/votes"
STATE = re.compile(r'"(?P<name>[a-z-]+)";r=(?P<left>\d+);t=(?P<wait>\d+)')
POLICY = re.compile(r'"(?P<name>[a-z-]+)";q=(?P<quota>\d+);w=(?P<window>\d+)')
LIMIT_HEADERS = ("RateLimit", "RateLimit-Policy", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


@pytest.fixture(scope="module")
def direct() -> Iterator[str]:
    """An API that callers reach without a proxy."""
    with own_api(
        RATE_LIMIT_READ_PER_MINUTE=str(READS),
        RATE_LIMIT_WRITE_PER_MINUTE=str(WRITES),
        RATE_LIMIT_SIGN_UPS=f"{SIGN_UPS} per {WINDOW_MINUTES} minute",
        TRUSTED_PROXY_COUNT="0",
    ) as url:
        yield url


@pytest.fixture(scope="module")
def proxied() -> Iterator[str]:
    """An API behind one proxy of ours."""
    with own_api(
        RATE_LIMIT_SIGN_UPS=f"{SIGN_UPS} per {WINDOW_MINUTES + 1} minute",
        RATE_LIMIT_ANONYMOUS=f"{ANONYMOUS} per {WINDOW_MINUTES + 2} minute",
        TRUSTED_PROXY_COUNT="1",
    ) as url:
        yield url


@pytest.fixture
def caller(direct: str, anonymous: httpx.Client) -> Iterator[httpx.Client]:
    """A fresh contributor on the plan "free". Signed up at the stack's API, whose brake is loose."""
    email = f"{uuid.uuid4().hex}@commontrace.auto"
    key = anonymous.post("/api/v1/keys", json={"email": email}).json()["api_key"]
    with httpx.Client(base_url=direct, timeout=20, headers={"X-API-Key": key}) as client:
        yield client


def test_of_200_calls_at_once_the_burst_passes_and_what_is_refilled_meanwhile(caller: httpx.Client) -> None:
    began = time.monotonic()
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: caller.get("/api/v1/tags"), range(200)))
    took = time.monotonic() - began
    statuses = Counter(answer.status_code for answer in answers)
    assert set(statuses) <= {200, 429}
    assert READS <= statuses[200] <= READS + took * READS / 60 + 1
    for answer in answers:
        _check_headers(answer, "read", READS)
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert (refused.json()["code"], refused.headers["Content-Type"]) == ("rate_limited", "application/problem+json")


def test_a_call_passes_when_retry_after_says_and_not_a_second_before(caller: httpx.Client) -> None:
    answer = _until_refused(caller)
    began, told = time.monotonic(), int(answer.headers["Retry-After"])
    # The bucket refills by one in three seconds, so that this isn't always the same second.
    assert 1 <= told <= 3
    assert f"Try again in {told} s." in answer.json()["detail"]
    assert int(STATE.findall(answer.headers["RateLimit"])[0][2]) == told
    while answer.status_code == 429:
        assert time.monotonic() - began < told + 1
        # What is refused takes nothing, so asking often is no hindrance.
        time.sleep(0.02)
        answer = caller.delete(WRITE_PATH)
    took = time.monotonic() - began
    assert told - 1.1 < took < told + 0.5


def test_reads_and_writes_are_counted_apart(caller: httpx.Client) -> None:
    _until_refused(caller)
    assert caller.get("/api/v1/tags").status_code == 200


def test_every_kind_of_limited_answer_tells_where_one_stands(caller: httpx.Client) -> None:
    nobody = uuid.UUID(int=1)
    answers = [
        (200, "read", caller.get("/api/v1/tags")),
        (200, "read", caller.post("/api/v1/traces/search", json={"q": "anything"})),
        (422, "read", caller.post("/api/v1/traces/search", json={})),
        (404, "read", caller.get(f"/api/v1/traces/{nobody}")),
        (404, "write", caller.delete(WRITE_PATH)),
        (422, "write", caller.post("/api/v1/traces", json={})),
        (201, "write", caller.post("/api/v1/keys", json={})),
    ]
    for status, operation, answer in answers:
        assert answer.status_code == status, answer.text
        _check_headers(answer, operation, READS if operation == "read" else WRITES)
    for free in ("/api/v1/keys/verify", "/api/v1/usage"):
        assert not set(map(str.lower, LIMIT_HEADERS)) & set(caller.get(free).headers)


class TestAddresses:
    """Whoever has no key is known by address alone."""

    def test_signing_up_is_braked_whatever_a_caller_says_of_its_address(self, direct: str) -> None:
        answers = [_sign_up(direct, f"203.0.113.{n}") for n in range(SIGN_UPS + 2)]
        assert [answer.status_code for answer in answers] == [201] * SIGN_UPS + [429, 429]
        refused = answers[-1]
        assert 0 < int(refused.headers["Retry-After"]) <= WINDOW_MINUTES * 60
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert (refused.json()["code"], "keys made" in refused.json()["detail"]) == ("rate_limited", True)
        for answer in answers:
            assert POLICY.findall(answer.headers["RateLimit-Policy"]) == [
                ("sign-ups", str(SIGN_UPS), str(WINDOW_MINUTES * 60))
            ]
            assert {name for name in LIMIT_HEADERS if name in answer.headers} == set(LIMIT_HEADERS)
        assert [answer.headers["X-RateLimit-Remaining"] for answer in answers] == ["3", "2", "1", "0", "0", "0"]

    def test_showing_any_key_is_no_way_around_it(self, direct: str) -> None:
        bad = {"X-API-Key": "ct_test_x"}
        assert httpx.post(f"{direct}/api/v1/keys", json={}, headers=bad).status_code == 401
        # Where nobody looks at keys, the address is what counts.
        for method, path in (
            ("GET", "/openapi.json"),
            ("POST", "/api/v1/billing/events"),
            ("GET", "/api/v1/analytics/savings"),
        ):
            assert POLICY.findall(httpx.request(method, direct + path, headers=bad).headers["RateLimit-Policy"])

    def test_nor_is_a_key_beside_an_admin_token_which_decides_alone(self, direct: str) -> None:
        bad = {"X-API-Key": "ct_test_x"}
        for path in ("/api/v1/admin/health", "/api/v1/analytics/summary"):
            by_key, by_token = (
                httpx.get(direct + path, headers={**bad, **more}) for more in ({}, {"X-Admin-Token": "wrong"})
            )
            assert (by_key.status_code, "RateLimit-Policy" in by_key.headers) == (401, False)
            assert (by_token.status_code, "RateLimit-Policy" in by_token.headers) == (401, True)

    def test_preflights_cost_nothing(self, direct: str) -> None:
        page = {"Origin": "https://app.example.org"}
        asking = {**page, "Access-Control-Request-Method": "POST"}
        for headers, is_counted in ((asking, False), (page, True), ({}, True)):
            answer = httpx.options(f"{direct}/api/v1/traces", headers=headers)
            assert (answer.status_code, "RateLimit-Policy" in answer.headers) == (200, is_counted)
        assert "RateLimit-Policy" in httpx.get(f"{direct}/openapi.json", headers=asking).headers

    def test_who_is_refused_is_told_which_limit_it_was(self, proxied: str) -> None:
        """Signing up is held to both."""
        headers = {"X-Forwarded-For": "198.51.100.4"}
        for _ in range(ANONYMOUS):
            assert httpx.get(f"{proxied}/openapi.json", headers=headers).status_code == 200
        answer = _sign_up(proxied, headers["X-Forwarded-For"])
        assert (answer.status_code, "calls without a key" in answer.json()["detail"]) == (429, True)
        assert POLICY.findall(answer.headers["RateLimit-Policy"]) == [
            ("anonymous", str(ANONYMOUS), str((WINDOW_MINUTES + 2) * 60))
        ]

    def test_behind_a_proxy_of_ours_each_address_has_a_limit_of_its_own(self, proxied: str) -> None:
        for address in ("198.51.100.1", "198.51.100.2"):
            statuses = [_sign_up(proxied, address).status_code for _ in range(SIGN_UPS + 1)]
            assert statuses == [201] * SIGN_UPS + [429]

    def test_behind_a_proxy_of_ours_only_what_it_added_counts(self, proxied: str) -> None:
        """What stands further left was sent by the caller."""
        statuses = [_sign_up(proxied, f"203.0.113.{n}, 198.51.100.3").status_code for n in range(SIGN_UPS + 1)]
        assert statuses == [201] * SIGN_UPS + [429]


def _until_refused(caller: httpx.Client) -> httpx.Response:
    for _ in range(3 * WRITES):
        answer = caller.delete(WRITE_PATH)
        if answer.status_code == 429:
            return answer
        assert answer.status_code == 404
    raise AssertionError("nothing was refused")


def _sign_up(url: str, forwarded_for: str) -> httpx.Response:
    return httpx.post(f"{url}/api/v1/keys", json={}, headers={"X-Forwarded-For": forwarded_for}, timeout=20)


def _check_headers(answer: httpx.Response, operation: str, burst: int) -> None:
    policies, states = (
        {row[0]: (int(row[1]), int(row[2])) for row in pattern.findall(answer.headers[name])}
        for pattern, name in ((POLICY, "RateLimit-Policy"), (STATE, "RateLimit"))
    )
    assert set(policies) == set(states) == {operation, f"{operation}-month"}
    assert policies[operation] == (burst, 60)
    left, wait = states[operation]
    assert 0 <= left < burst
    assert answer.headers["X-RateLimit-Limit"] == str(burst)
    assert answer.headers["X-RateLimit-Remaining"] == str(left)
    assert abs(int(answer.headers["X-RateLimit-Reset"]) - time.time() - wait) < 10
    if answer.status_code == 429:
        assert (left, answer.headers["Retry-After"]) == (0, str(wait))
