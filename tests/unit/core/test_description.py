"""What the description adds to each operation."""

from typing import Any

import pytest
from apispec import APISpec
from werkzeug.routing import Rule

from app.core.http.description import PROBLEM, Refusals, register_refusals, security_schemes

BODY = {"requestBody": {"content": {}}}
QUERY = {"parameters": [{"in": "query", "name": "limit"}]}


def _described(path: str, **operation: Any) -> dict[str, Any]:
    spec = APISpec("t", "1", "3.1.0", plugins=[Refusals()], security=[{"key": []}])
    register_refusals(spec)
    spec.path(path, operations={"post": operation}, rule=Rule(path, endpoint="room.act"))
    found: dict[str, Any] = spec.to_dict()["paths"][path]["post"]
    return found


@pytest.mark.parametrize(
    ("path", "operation", "statuses"),
    [
        ("/a", {}, {400, 401, 403, 429, 503}),
        ("/a", {"security": []}, {400, 401, 429, 503}),
        ("/a", {"security": [{}, {"key": []}]}, {400, 401, 403, 429, 503}),
        ("/a/{id}", {}, {400, 401, 403, 404, 414, 429, 503}),
        ("/a", BODY, {400, 401, 403, 408, 413, 422, 429, 503}),
        ("/a", QUERY, {400, 401, 403, 414, 422, 429, 503}),
    ],
)
def test_an_operation_can_be_refused_for_what_it_takes(
    path: str, operation: dict[str, Any], statuses: set[int]
) -> None:
    found = _described(path, **operation)
    assert set(map(int, found["responses"])) == statuses
    assert found["operationId"] == "room_act"


def test_what_a_route_says_of_a_refusal_stays_and_is_a_problem() -> None:
    said = {"description": "Mine", "content": {"application/json": {"schema": {"type": "object"}}}}
    responses = _described("/a/{id}", responses={"200": said, "404": said})["responses"]
    assert responses["404"] == {"description": "Mine", "content": {PROBLEM: {"schema": {"type": "object"}}}}
    assert list(responses["200"]["content"]) == ["application/json"]


def test_the_schemes_of_an_operation_are_those_of_all_unless_it_says_others() -> None:
    spec = APISpec("t", "1", "3.1.0", plugins=[Refusals()], security=[{"key": []}])
    for name, said in (
        ("usual", {}),
        ("open", {"security": []}),
        ("operated", {"security": [{"key": []}, {"admin": []}]}),
    ):
        spec.path(f"/{name}", operations={"get": said}, parameters=[], rule=Rule(f"/{name}", endpoint=f"room.{name}"))
    assert security_schemes(spec) == {
        "room_usual": {"key"}, "room_open": set(), "room_operated": {"key", "admin"},
    }  # fmt: skip
