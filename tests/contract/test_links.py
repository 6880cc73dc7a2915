"""Links between traces."""

import uuid
from collections.abc import Callable
from typing import Any

import httpx

from tests.factories import trace_body

Contribute = Callable[..., str]


def test_links_are_made_shown_and_taken_back(
    api: httpx.Client, contribute: Contribute, sign_up: Callable[..., dict[str, Any]]
) -> None:
    one, two = (contribute(**trace_body(title=f"Linked {uuid.uuid4().hex}")) for _ in range(2))
    path = f"/api/v1/traces/{one}/links"
    body = {"target_id": two, "relationship_type": "DEPENDS_ON"}
    for _ in range(2):
        made = api.post(path, json=body)
        assert made.status_code == 201, made.text
        assert [(link["id"], link["relationship_type"]) for link in made.json()["links"]] == [(two, "DEPENDS_ON")]
    title = api.get(f"/api/v1/traces/{one}").json()["title"]
    (found,) = api.post("/api/v1/traces/search", json={"q": title, "limit": 1}).json()["results"]
    assert [link["id"] for link in found["related_traces"]] == [two]
    other = {"X-API-Key": sign_up(email=f"{uuid.uuid4().hex}@example.com")["api_key"]}
    assert httpx.post(f"{api.base_url}{path}", json=body, headers=other).status_code == 403
    for faulty in (
        {"target_id": one, "relationship_type": "RELATED"},
        {"target_id": two, "relationship_type": "SUPERSEDES"},
    ):
        assert api.post(path, json=faulty).status_code == 422
    assert api.post(path, json={**body, "target_id": str(uuid.uuid4())}).status_code == 404
    assert api.delete(path, params=body).status_code == 204
    assert api.delete(path, params=body).status_code == 404
    assert api.get(path).json() == {"links": []}
