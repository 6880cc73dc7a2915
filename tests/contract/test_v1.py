"""What holds for every route of the v1 contract: keys, errors, health, the description."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.contract.v1 import UUID


def test_a_key_is_given_and_verified(anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> None:
    made = sign_up()
    assert UUID.fullmatch(made["user_id"])
    assert made["can_contribute"] is False
    assert made["message"] == "Store this key securely -- it cannot be retrieved again"
    verified = anonymous.get("/api/v1/keys/verify", headers={"X-API-Key": made["api_key"]})
    assert (verified.status_code, verified.json()) == (200, {"valid": True, "user_id": made["user_id"]})


def test_the_first_run_of_the_skill_gets_a_key(anonymous: httpx.Client) -> None:
    address = f"agent-{uuid.uuid4().hex[:8]}@commontrace.auto"
    body = {"email": address, "display_name": "Claude Code Agent"}
    assert anonymous.post("/api/v1/keys", json=body).json()["api_key"]
    again = anonymous.post("/api/v1/keys", json={"email": address.upper()})
    assert (again.status_code, again.json()["detail"]) == (409, "Email already registered")
    assert "api_key" not in again.text


@pytest.mark.parametrize(
    "body",
    [{"email": "a@example.test"}, {"email": "x"}, {"display_name": "n" * 101}, []]
    + [{"display_name": name} for name in ("CommonTrace  Seeds", "  ", "bell\x07", "line\nbreak", "bidi\u202eeman")],
)
def test_a_faulty_sign_up_is_refused(anonymous: httpx.Client, body: Any) -> None:
    assert anonymous.post("/api/v1/keys", json=body).status_code == 422


GUARDED = [
    ("GET", "/api/v1/keys/verify"),
    ("POST", "/api/v1/traces"),
    ("GET", f"/api/v1/traces/{uuid.uuid4()}"),
    ("POST", "/api/v1/traces/search"),
    ("GET", "/api/v1/tags"),
]


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_without_a_key_nothing_is_told(anonymous: httpx.Client, method: str, path: str) -> None:
    missing = anonymous.request(method, path, json={})
    assert (missing.status_code, missing.json()["detail"]) == (401, "Not authenticated")
    assert missing.headers["WWW-Authenticate"] == "APIKey"
    for bad in ("x", "ct_test_aaaaaaaaaaaa_" + "b" * 32 + "_000000", "é" * 10, "a" * 4000):
        wrong = anonymous.request(method, path, json={}, headers={"X-API-Key": bad.encode()})
        assert (wrong.status_code, wrong.json()["detail"]) == (401, "Invalid API key")


def test_a_key_may_come_as_a_bearer_token(anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> None:
    headers = {"Authorization": f"Bearer {sign_up()['api_key']}"}
    assert anonymous.get("/api/v1/keys/verify", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("GET", "/nowhere", b"", 404),
        ("GET", "/api/v1/traces/not-a-uuid", b"", 404),
        ("GET", f"/api/v1/traces/{uuid.uuid4()}", b"", 404),
        ("PATCH", "/api/v1/traces", b"{}", 405),
        ("POST", "/api/v1/traces/search", b"{", 422),
        ("POST", "/api/v1/traces/search", b"", 422),
        ("POST", "/api/v1/traces/search", b"[1]", 422),
        ("POST", "/api/v1/traces/search", b'"text"', 422),
        ("POST", "/api/v1/traces/search", b'{"q": NaN}', 422),
        ("POST", "/api/v1/traces/search", b"\xff\xfe", 422),
        ("POST", "/api/v1/traces/search", b'{"q": "\\ud800"}', 422),
        ("POST", "/api/v1/traces/search", b'{"q": "x", "context": ' + b'{"a":' * 500 + b"1" + b"}" * 501, 422),
        ("POST", "/api/v1/traces/search", b"[" * 100_000, 422),
        ("POST", "/api/v1/traces", b"x" * (1_048_576 + 1), 413),
    ],
)
def test_errors_are_problem_documents(api: httpx.Client, method: str, path: str, content: bytes, status: int) -> None:
    answer = api.request(method, path, content=content)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "detail", "code", "request_id"} <= problem.keys()
    assert problem["status"] == status
    assert isinstance(problem["detail"], str)
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    assert UUID.fullmatch(problem["request_id"])


def test_health_and_readiness(anonymous: httpx.Client) -> None:
    health = anonymous.get("/health")
    assert health.status_code == 200
    assert health.json()["status"] == "ok"
    checks = health.json()["checks"]
    assert (checks["database"], checks["redis"], checks["elasticsearch"]) == ("ok", "ok", "ok")
    assert checks["embedding_worker"] == "running"
    assert anonymous.get("/ready").json() == {"status": "ready"}


def test_the_description_lists_the_routes(anonymous: httpx.Client) -> None:
    described = anonymous.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert described["components"]["securitySchemes"]["key"]["name"] == "X-API-Key"
    assert described["paths"]["/api/v1/keys"]["post"]["security"] == [{}, {"key": []}]
    assert {"/api/v1/keys", "/api/v1/traces", "/api/v1/traces/search", "/api/v1/traces/{trace_id}", "/api/v1/tags"} <= (
        described["paths"].keys()
    )
