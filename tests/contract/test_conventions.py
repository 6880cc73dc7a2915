"""Headers, pages and limits that hold for the API as a whole."""

import gzip
import hashlib
import http.client
import os
import re
import uuid
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.factories import trace_body
from tests.waiting import until

Contribute = Callable[..., str]


def test_a_sane_request_id_is_kept_and_another_is_replaced(anonymous: httpx.Client) -> None:
    mine = f"agent-{uuid.uuid4().hex}"
    assert anonymous.get("/health", headers={"X-Request-ID": mine}).headers["X-Request-ID"] == mine
    for odd in ("short", "x" * 129, "with space in it", "new\tline-and-more"):
        made = anonymous.get("/health", headers={"X-Request-ID": odd}).headers["X-Request-ID"]
        assert made != odd
        uuid.UUID(made)


def test_a_trace_that_is_known_is_not_sent_again(api: httpx.Client) -> None:
    where = api.post("/api/v1/traces", json=trace_body()).headers["Location"]
    first = api.get(where)
    tag = first.headers["ETag"]
    again = api.get(where, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert api.get(where, headers={"If-None-Match": 'W/"another"'}).status_code == 200


def test_the_tag_changes_with_the_trace(api: httpx.Client) -> None:
    old = api.post("/api/v1/traces", json=trace_body()).json()["id"]
    tag = api.get(f"/api/v1/traces/{old}").headers["ETag"]
    assert api.post("/api/v1/traces", json=trace_body(supersedes_trace_id=old)).status_code == 202
    assert api.get(f"/api/v1/traces/{old}", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("tag", ['""', 'W/""', '"9", ""'])
def test_an_odd_tag_is_one_that_does_not_match(api: httpx.Client, tag: str) -> None:
    where = api.post("/api/v1/traces", json=trace_body()).headers["Location"]
    assert api.put(where, json=trace_body(), headers={"If-Match": tag}).status_code == 412


def test_long_answers_are_compressed_for_who_takes_it(api: httpx.Client) -> None:
    where = api.post("/api/v1/traces", json=trace_body(context_text="the same words " * 500)).headers["Location"]
    with api.stream("GET", where, headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"the same words" in gzip.decompress(raw)
    assert len(raw) < 2000


@pytest.mark.parametrize("path", ["/health", "/docs/", "/openapi.json", "/nowhere"])
def test_answers_carry_security_headers(anonymous: httpx.Client, path: str) -> None:
    headers = anonymous.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_the_documentation_page_needs_nothing_from_elsewhere(anonymous: httpx.Client) -> None:
    page = anonymous.get("/docs/")
    assert page.status_code == 200
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded
    assert not [where for where in loaded if "//" in where]
    assert anonymous.get("/docs/swagger-ui-bundle.js").status_code == 200


def test_agents_get_directions(anonymous: httpx.Client) -> None:
    answer = anonymous.get("/llms.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.text.startswith("# CommonTrace\n")
    assert "/api/v1/traces/search" in answer.text


def test_metrics_tell_what_happened(anonymous: httpx.Client, api: httpx.Client) -> None:
    api.post("/api/v1/traces/search", json={"q": "what do the metrics say"})
    names = (
        "commontrace_http_requests_total",
        "commontrace_http_request_duration_seconds_bucket",
        "commontrace_search_requests_total",
        'commontrace_search_duration_seconds_count{stage="index"}',
        'commontrace_embeddings_processed_total{kind="document"}',
        "commontrace_embedding_duration_seconds_bucket",
        'commontrace_breaker_open{dependency="elasticsearch"} 0',
        'commontrace_index_writes_total{outcome="done"}',
        'route="/api/v1/traces/search"',
    )

    def missing() -> list[str]:
        text = anonymous.get("/metrics").text
        return [name for name in names if name not in text]

    api.post("/api/v1/traces", json=trace_body())
    until(lambda: missing() == [], "everything is counted")
    text = anonymous.get("/metrics").text
    assert "what do the metrics say" not in text


def test_metrics_are_not_for_whom_a_proxy_speaks_for(anonymous: httpx.Client) -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.9"}
    token = os.environ["ADMIN_DASHBOARD_TOKEN"]
    assert anonymous.get("/metrics", headers=forwarded).status_code == 401
    assert anonymous.get("/metrics", headers=forwarded | {"X-Admin-Token": "wrong"}).status_code == 401
    for good in (token, hashlib.sha256(token.encode()).hexdigest()):
        assert anonymous.get("/metrics", headers=forwarded | {"X-Admin-Token": good}).status_code == 200


def test_a_chunked_body_is_bounded_too(api: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 65_536

    # A connection of its own: the server ends it, as the rest of the body is never read.
    answer = httpx.post(api.base_url.join("/api/v1/traces"), content=endless(), headers=api.headers)
    assert answer.status_code == 413
    assert answer.json()["detail"] == "Request body too large"


def test_a_chunked_body_is_read(api: httpx.Client) -> None:
    answer = api.post("/api/v1/traces/search", content=iter([b'{"q": "chu', b'nked"}']))
    assert (answer.status_code, answer.json()["query"]) == (200, "chunked")


def test_a_body_announced_too_large_is_refused_before_it_is_sent(api: httpx.Client) -> None:
    where = urlsplit(str(api.base_url))
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=5)
    connection.putrequest("POST", "/api/v1/traces")
    connection.putheader("Content-Length", str(10_000_000))
    connection.putheader("X-API-Key", api.headers["X-API-Key"])
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()
