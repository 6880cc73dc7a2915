"""What clients of the v1 contract send and read."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.factories import trace_body
from tests.waiting import until

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")

TRACE_FIELDS: dict[str, tuple[type, ...]] = {
    "id": (str,),
    "status": (str,),
    "title": (str,),
    "context_text": (str,),
    "solution_text": (str,),
    "trust_score": (float,),
    "confirmation_count": (int,),
    "tags": (list,),
    "depth_score": (int,),
    "somatic_intensity": (float,),
    "impact_level": (str,),
    "retrieval_count": (int,),
    "half_life_days": (int,),
    "trace_type": (str,),
    "is_stale": (bool,),
    "stale_reason": (str, type(None)),
    "is_flagged": (bool,),
    "context_fingerprint": (dict, type(None)),
    "convergence_level": (int, type(None)),
    "memory_temperature": (str, type(None)),
    "valid_from": (str,),
    "valid_until": (str, type(None)),
    "contributor_id": (str,),
    "contributor_name": (str,),
    "created_at": (str,),
    "updated_at": (str,),
}
NOT_IN_RESULTS = {"confirmation_count", "half_life_days", "is_stale", "is_flagged", "updated_at"}
RESULT_FIELDS = {name: types for name, types in TRACE_FIELDS.items() if name not in NOT_IN_RESULTS} | {
    "similarity_score": (float,),
    "combined_score": (float,),
    "related_traces": (list,),
}
NEVER_TOLD = {"metadata_json", "review_after", "watch_condition", "agent_model", "agent_version", "email"}

Contribute = Callable[..., str]


def check_fields(found: dict[str, Any], expected: dict[str, tuple[type, ...]]) -> None:
    assert expected.keys() <= found.keys()
    assert {name: found[name] for name, types in expected.items() if not isinstance(found[name], types)} == {}
    assert not NEVER_TOLD & found.keys()
    assert UUID.fullmatch(found["id"])
    assert TIME.fullmatch(found["created_at"])


def search(api: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = api.post("/api/v1/traces/search", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


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


def test_a_trace_goes_in_and_is_read_back(api: httpx.Client) -> None:
    body = trace_body(
        tags=["Python", "python", "not valid!"],
        metadata_json={
            "detection_pattern": "error_resolution",
            "time_to_resolution_minutes": 12,
            "error_count": 2,
            "tokens_to_resolution": 5000,
            "language": "python",
        },
        agent_model="a-model",
        agent_version="1",
        review_after="2027-01-01T00:00:00Z",
        watch_condition="python 4",
        tokens_to_resolution=5000,
        supersedes_trace_id=None,
        unknown_field="is ignored",
    )
    accepted = api.post("/api/v1/traces", json=body)
    assert accepted.status_code == 202
    answer = accepted.json()
    assert {name: answer[name] for name in ("status", "message")} == {
        "status": "pending",
        "message": "Trace accepted for processing",
    }
    assert answer["tags_changed"] == {"Python": "python"}
    assert answer["tags_dropped"] == ["not valid!"]
    assert accepted.headers["Location"] == f"/api/v1/traces/{answer['id']}"

    read = api.get(accepted.headers["Location"])
    assert read.status_code == 200
    found = read.json()
    check_fields(found, TRACE_FIELDS)
    for name in ("title", "context_text", "solution_text"):
        assert found[name] == body[name]
    assert found["tags"] == ["python"]
    assert found["contributor_name"] == "Claude Code Agent"
    assert found["memory_temperature"] == "WARM"
    assert found["somatic_intensity"] == pytest.approx(0.72)
    assert found["trust_score"] == 0.0
    assert found["valid_from"] == found["created_at"]


def test_answers_are_as_the_description_says(api: httpx.Client, contribute: Contribute) -> None:
    trace_id = contribute(**trace_body())
    schemas = api.get("/openapi.json").json()["components"]["schemas"]
    assert set(api.get(f"/api/v1/traces/{trace_id}").json()) == set(schemas["TraceOut"]["properties"])
    (result, *_) = search(api, q="described", limit=1)["results"]
    assert set(result) == set(schemas["ResultOut"]["properties"]) - {"explanation"}


def test_a_result_has_every_field(api: httpx.Client, contribute: Contribute) -> None:
    title = f"Watchdog barks at {uuid.uuid4().hex}"
    trace_id = contribute(**trace_body(title=title))
    answer = search(api, q=title, limit=3)
    assert answer["query"] == title
    assert answer["total"] == len(answer["results"])
    assert answer["degraded"] is False
    assert answer["results"][0]["id"] == trace_id
    for result in answer["results"]:
        check_fields(result, RESULT_FIELDS)
    assert answer["results"][0]["combined_score"] > 0


@pytest.mark.parametrize(
    "body",
    [
        {
            "q": "python common patterns and solutions",
            "tags": ["python"],
            "limit": 3,
            "context": {"project_id": 1, "session_count": 1, "language": "python"},
        },
        {"q": "Traceback (most recent call last): ...", "limit": 3},
        {"q": "x", "tags": [], "limit": 50},
        {"q": None, "tags": ["python"], "limit": 10},
        {"q": "", "tags": ["python"]},
        {"q": "a", "context": None, "include_expired": False},
    ],
)
def test_the_bodies_that_clients_send_are_answered(api: httpx.Client, body: dict[str, Any]) -> None:
    answer = search(api, **body)
    assert answer["query"] == body["q"]
    assert len(answer["results"]) <= body.get("limit", 10)


@pytest.mark.parametrize(
    ("body", "mode"),
    [
        ({"q": "x"}, "hybrid"),
        ({"q": "x", "mode": "lexical"}, "lexical"),
        ({"q": "x", "mode": "vector"}, "vector"),
        ({"tags": ["python"], "mode": "vector"}, None),
    ],
)
def test_an_answer_says_which_mode_was_used(api: httpx.Client, body: dict[str, Any], mode: str | None) -> None:
    assert search(api, **body)["mode"] == mode


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, "At least one of 'q' or 'tags' must be provided"),
        ({"q": None, "tags": []}, "At least one of 'q' or 'tags' must be provided"),
        ({"q": "x" * 2001}, "q: "),
        ({"q": "x", "limit": 0}, "limit: "),
        ({"q": "x", "limit": 51}, "limit: "),
        ({"q": "x", "tags": ["t"] * 11}, "tags: "),
        ({"q": "x", "context": "python"}, "context: "),
        ({"q": "nul \x00"}, "q: "),
        ({"q": "x", "mode": "semantic"}, "mode: "),
        ({"q": "x", "mode": None}, "mode: "),
    ],
)
def test_a_faulty_search_is_refused(api: httpx.Client, body: dict[str, Any], detail: str) -> None:
    answer = api.post("/api/v1/traces/search", json=body)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "nul \x00"}, "title"),
        ({"title": None}, "title"),
        ({"context_text": "x" * 50_001}, "context_text"),
        ({"solution_text": ["a list"]}, "solution_text"),
        ({"tags": ["t"] * 21}, "tags"),
        ({"tags": "python"}, "tags"),
        ({"metadata_json": {"a": "x" * 10_001}}, "metadata_json"),
        ({"metadata_json": []}, "metadata_json"),
        ({"agent_model": "x" * 101}, "agent_model"),
        ({"agent_version": "x" * 51}, "agent_version"),
        ({"watch_condition": "x" * 501}, "watch_condition"),
        ({"tokens_to_resolution": -1}, "tokens_to_resolution"),
        ({"tokens_to_resolution": 10**30}, "body"),
        ({"review_after": "soon"}, "review_after"),
        ({"review_after": "0001-01-01T00:00:00+14:00"}, "review_after"),
        ({"review_after": "9999-12-31T23:59:59-14:00"}, "review_after"),
        ({"supersedes_trace_id": "nonsense"}, "supersedes_trace_id"),
    ],
)
def test_a_faulty_trace_is_refused(api: httpx.Client, change: dict[str, Any], field: str) -> None:
    answer = api.post("/api/v1/traces", json=trace_body(**change))
    assert answer.status_code == 422
    assert [fault["field"] for fault in answer.json()["errors"]] in ([field], ["tokens_to_resolution"])


def test_contributing_needs_an_address(anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> None:
    answer = anonymous.post("/api/v1/traces", json=trace_body(), headers={"X-API-Key": sign_up()["api_key"]})
    assert answer.status_code == 403
    assert answer.json()["detail"].startswith("Email registration required to submit contributions.")


def test_superseding(api: httpx.Client, contribute: Contribute, sign_up: Callable[..., dict[str, Any]]) -> None:
    mark = uuid.uuid4().hex
    old = contribute(**trace_body(title=f"Old way {mark}"))
    stranger = {"X-API-Key": sign_up(email=f"{mark}@example.com")["api_key"]}
    theirs = api.post("/api/v1/traces", json=trace_body(supersedes_trace_id=old), headers=stranger)
    assert (theirs.status_code, theirs.json()["detail"]) == (403, "Can only supersede your own traces")
    nothing = api.post("/api/v1/traces", json=trace_body(supersedes_trace_id=str(uuid.uuid4())))
    assert (nothing.status_code, nothing.json()["detail"]) == (404, "Superseded trace not found")
    new = contribute(**trace_body(title=f"New way {mark}", supersedes_trace_id=old))
    assert api.get(f"/api/v1/traces/{old}").json()["valid_until"] is not None
    (first, *_) = search(api, q=f"New way {mark}")["results"]
    assert first["id"] == new
    assert first["related_traces"] == [
        {"id": old, "title": f"Old way {mark}", "relationship_type": "SUPERSEDES", "strength": 1.0}
    ]


def test_tags_are_listed_alphabetically(api: httpx.Client, contribute: Contribute) -> None:
    contribute(**trace_body(tags=["zz-last", "aa-first"]))
    found = api.get("/api/v1/tags").json()["tags"]
    assert found == sorted(found)
    assert {"aa-first", "zz-last"} <= set(found)


def test_retrievals_are_counted_and_reads_are_not(api: httpx.Client, contribute: Contribute) -> None:
    title = f"Counted {uuid.uuid4().hex}"
    trace_id = contribute(**trace_body(title=title))

    def count() -> int:
        found: int = api.get(f"/api/v1/traces/{trace_id}").json()["retrieval_count"]
        return found

    # The searches that found it count already; none comes after them, however often it is read.
    until(lambda: count() >= 1, "the search is counted")
    for _ in range(5):
        count()
    before = count()
    search(api, q=title, limit=1)
    until(lambda: count() > before, "the next search is counted")
    assert count() == before + 1


def test_a_flood_of_faults_gets_a_short_answer(api: httpx.Client) -> None:
    for path, body in (
        ("/api/v1/traces/search", {"q": "x", "tags": [0] * 300_000}),
        ("/api/v1/traces", {"tags": [0] * 9}),
    ):
        answer = api.post(path, json=body)
        assert answer.status_code == 422
        assert len(answer.content) < 10_000
        assert answer.elapsed.total_seconds() < 2


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
