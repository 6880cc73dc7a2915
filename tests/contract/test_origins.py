"""Calls from pages in a browser (CORS)."""

from collections.abc import Iterator

import httpx
import pytest

from tests.own_api import own_api

PAGE, OTHER_PAGE = "https://app.example.org", "http://localhost:3000"
FOREIGN = ("https://evil.example", f"{PAGE}.evil.example", "http://app.example.org", f"{PAGE}:8443", "null")
SEARCH = "/api/v1/traces/search"
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key, content-type"}


@pytest.fixture(scope="module")
def open_to_pages() -> Iterator[httpx.Client]:
    with own_api(CORS_ORIGINS=f"{PAGE},{OTHER_PAGE}") as url, httpx.Client(base_url=url, timeout=20) as client:
        yield client


@pytest.mark.parametrize("origin", [PAGE, OTHER_PAGE])
def test_a_page_that_is_named_may_ask_and_read(open_to_pages: httpx.Client, api: httpx.Client, origin: str) -> None:
    preflight = open_to_pages.options(SEARCH, headers={"Origin": origin, **PREFLIGHT})
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == origin
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert {"x-api-key", "content-type"} <= _listed(preflight, "Access-Control-Allow-Headers")
    assert "Access-Control-Allow-Credentials" not in preflight.headers
    headers = {"Origin": origin, "X-API-Key": api.headers["X-API-Key"]}
    answer = open_to_pages.post(SEARCH, json={"q": "from a page"}, headers=headers)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, origin)
    assert "origin" in _listed(answer, "Vary")
    exposed = _listed(answer, "Access-Control-Expose-Headers")
    assert {"ratelimit", "ratelimit-policy", "retry-after", "etag", "location", "x-request-id"} <= exposed


def test_a_page_may_read_why_it_was_refused(open_to_pages: httpx.Client) -> None:
    for answer in (
        open_to_pages.get("/api/v1/tags", headers={"Origin": PAGE}),
        open_to_pages.get("/nowhere", headers={"Origin": PAGE}),
    ):
        assert answer.is_client_error
        assert answer.headers["Access-Control-Allow-Origin"] == PAGE


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_may_not(open_to_pages: httpx.Client, origin: str) -> None:
    for answer in (
        open_to_pages.options(SEARCH, headers={"Origin": origin, **PREFLIGHT}),
        open_to_pages.get("/health", headers={"Origin": origin}),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_by_default_no_page_may(anonymous: httpx.Client) -> None:
    for answer in (
        anonymous.options(SEARCH, headers={"Origin": PAGE, **PREFLIGHT}),
        anonymous.get("/health", headers={"Origin": PAGE}),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control-")]


def _listed(answer: httpx.Response, header: str) -> set[str]:
    return {part.strip().lower() for part in answer.headers[header].split(",")}
