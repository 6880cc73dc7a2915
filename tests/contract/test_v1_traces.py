"""Traces as clients of the v1 contract send and read them."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.contract.v1 import TIME, UUID, Contribute, search
from tests.factories import trace_body
from tests.waiting import until

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


def check_fields(found: dict[str, Any], expected: dict[str, tuple[type, ...]]) -> None:
    assert expected.keys() <= found.keys()
    assert {name: found[name] for name, types in expected.items() if not isinstance(found[name], types)} == {}
    assert not NEVER_TOLD & found.keys()
    assert UUID.fullmatch(found["id"])
    assert TIME.fullmatch(found["created_at"])


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
