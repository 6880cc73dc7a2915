"""A plan bounds how many entries are given at once; what more there is comes by the cursor."""

import uuid
from collections.abc import Iterator

import httpx
import pytest

from app.accounts import plans
from tests.factories import trace_body
from tests.waiting import until

SIZE = plans.load()[plans.ANONYMOUS].page_size
TRACE = "/api/v1/traces/{trace_id}"
LISTS = (
    f"{TRACE}/votes",
    f"{TRACE}/outcomes",
    f"{TRACE}/amendments",
    f"{TRACE}/history",
    "/api/v1/contributors/{contributor_id}/reputation/history",
    "/api/v1/contributors/leaderboard",
    "/api/v1/misses",
)


@pytest.fixture(scope="module")
def reader(anonymous: httpx.Client) -> Iterator[httpx.Client]:
    """On the plan "anonymous", whose pages are the smallest."""
    key = anonymous.post("/api/v1/keys", json={}).json()["api_key"]
    with httpx.Client(base_url=anonymous.base_url, timeout=10, headers={"X-API-Key": key}) as client:
        assert client.get("/api/v1/usage").json()["page_size"] == SIZE
        yield client


def test_a_search_is_cut_and_goes_on_where_it_was_cut(api: httpx.Client, reader: httpx.Client) -> None:
    tag = f"page-{uuid.uuid4().hex[:12]}"
    made = {api.post("/api/v1/traces", json=trace_body(tags=[tag])).json()["id"] for _ in range(SIZE + 5)}
    asked = {"tags": [tag], "limit": 50}

    def full() -> httpx.Response:
        return api.post("/api/v1/traces/search", json=asked)

    until(lambda: full().json()["total"] == SIZE + 5, "all are found")
    assert "X-Page-Size" not in full().headers
    first = reader.post("/api/v1/traces/search", json=asked)
    assert (first.status_code, first.headers["X-Page-Size"]) == (200, str(SIZE))
    assert len(first.json()["results"]) == first.json()["total"] == SIZE
    rest = reader.post("/api/v1/traces/search", json={**asked, "cursor": first.json()["next_cursor"]}).json()
    assert {each["id"] for each in first.json()["results"] + rest["results"]} == made
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("path", LISTS)
def test_lists_are_cut_too(api: httpx.Client, reader: httpx.Client, path: str) -> None:
    trace = api.get(api.post("/api/v1/traces", json=trace_body()).headers["Location"]).json()
    where = path.format(trace_id=trace["id"], contributor_id=trace["contributor_id"])
    within = reader.get(where, params={"limit": SIZE})
    assert (within.status_code, "X-Page-Size" in within.headers) == (200, False)
    beyond = reader.get(where, params={"limit": SIZE + 1})
    assert (beyond.status_code, beyond.headers["X-Page-Size"]) == (200, str(SIZE))


def test_a_list_goes_on_where_it_was_cut(api: httpx.Client, reader: httpx.Client) -> None:
    where = api.post("/api/v1/traces", json=trace_body()).headers["Location"]
    for n in range(SIZE + 2):
        body = {"improved_solution": f"Another way, the {n}th.", "explanation": "It is shorter."}
        assert api.post(f"{where}/amendments", json=body).status_code == 201
    first = reader.get(f"{where}/amendments", params={"limit": 50}).json()
    rest = reader.get(f"{where}/amendments", params={"limit": 50, "before": first["next_before"]}).json()
    assert (len(first["amendments"]), len(rest["amendments"]), rest["next_before"]) == (SIZE, 2, None)
