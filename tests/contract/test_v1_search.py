"""Searches as clients of the v1 contract send them."""

from typing import Any

import httpx
import pytest

from tests.contract.v1 import Contribute, search
from tests.factories import trace_body


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


def test_tags_are_listed_alphabetically(api: httpx.Client, contribute: Contribute) -> None:
    contribute(**trace_body(tags=["zz-last", "aa-first"]))
    found = api.get("/api/v1/tags").json()["tags"]
    assert found == sorted(found)
    assert {"aa-first", "zz-last"} <= set(found)
