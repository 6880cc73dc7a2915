"""Keys, plans and limits, as a client meets them."""

import json
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.waiting import until, within_one_day

KEYS = "/api/v1/keys"
USAGE = "/api/v1/usage"


@pytest.fixture
def mine(anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> Iterator[httpx.Client]:
    """A fresh contributor's client."""
    made = sign_up(email=f"agent-{uuid.uuid4().hex}@commontrace.auto")
    with httpx.Client(base_url=anonymous.base_url, timeout=10, headers={"X-API-Key": made["api_key"]}) as client:
        yield client


def _with(key: str) -> dict[bytes, bytes]:
    return {b"X-API-Key": key.encode()}


def _further(client: httpx.Client, **body: Any) -> dict[str, Any]:
    answer = client.post(KEYS, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def _works(client: httpx.Client, key: str) -> bool:
    return client.get(f"{KEYS}/verify", headers=_with(key)).status_code == 200


def test_a_further_key_belongs_to_the_same_contributor(mine: httpx.Client) -> None:
    me = mine.get(f"{KEYS}/verify").json()["user_id"]
    made = _further(mine, name="laptop", scopes=["read"])
    assert (made["user_id"], made["scopes"], made["plan"], made["can_contribute"]) == (me, ["read"], "free", False)
    refused = mine.post("/api/v1/traces", headers=_with(made["api_key"]), json={})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    listed = mine.get(KEYS).json()["keys"]
    assert [(key["name"], key["is_current"], key["status"]) for key in listed] == [
        ("laptop", False, "active"),
        (None, True, "active"),
    ]
    assert made["api_key"] not in json.dumps(listed)


@pytest.mark.parametrize("scopes", [["moderate"], ["admin", "read"]])
def test_no_key_makes_a_wider_one(mine: httpx.Client, scopes: list[str]) -> None:
    answer = mine.post(KEYS, json={"scopes": scopes})
    assert answer.status_code == 403
    assert scopes[0] in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"scopes": ["everything"]}, "scopes.0"),
        ({"scopes": []}, "scopes"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "tomorrow"}, "expires_at"),
        ({"email": "ada@example.com"}, "email"),
        ({"name": "a" * 101}, "name"),
    ],
)
def test_a_request_for_a_key_that_makes_no_sense_is_told_why(
    mine: httpx.Client, body: dict[str, Any], field: str
) -> None:
    answer = mine.post(KEYS, json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == field


def test_signing_up_chooses_no_scopes(anonymous: httpx.Client) -> None:
    answer = anonymous.post(KEYS, json={"scopes": ["admin"]})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "scopes")


def test_a_plan_allows_so_many_keys(mine: httpx.Client) -> None:
    most = mine.get(USAGE).json()["max_keys"]
    for _ in range(most - 1):
        last = _further(mine)
    refused = mine.post(KEYS, json={})
    assert (refused.status_code, str(most) in refused.json()["detail"]) == (409, True)
    assert mine.delete(f"{KEYS}/{last['key_id']}").status_code == 204
    assert mine.post(KEYS, json={}).status_code == 201


def test_a_revoked_key_is_refused_within_a_second(mine: httpx.Client) -> None:
    made = _further(mine)
    assert _works(mine, made["api_key"])
    assert mine.delete(f"{KEYS}/{made['key_id']}").status_code == 204
    took = until(lambda: not _works(mine, made["api_key"]), "the key is refused")
    assert took < 1.5
    assert mine.delete(f"{KEYS}/{made['key_id']}").status_code == 204


def test_an_expired_key_is_refused(mine: httpx.Client) -> None:
    # Soon, and not so soon that a busy machine is told that it is over already.
    ends = datetime.now(UTC) + timedelta(seconds=5)
    made = _further(mine, expires_at=ends.isoformat())
    until(lambda: not _works(mine, made["api_key"]), "the key is refused")
    assert datetime.now(UTC) >= ends
    assert mine.get(KEYS).json()["keys"][0]["status"] == "expired"


def test_a_rolled_key_lives_on_for_as_long_as_was_asked(mine: httpx.Client) -> None:
    old = _further(mine, name="ci", scopes=["read"])
    at_once = mine.post(f"{KEYS}/{old['key_id']}/roll", json={"overlap_seconds": 0}).json()
    assert (at_once["scopes"], _works(mine, at_once["api_key"])) == (["read"], True)
    until(lambda: not _works(mine, old["api_key"]), "the old key is refused")
    later = mine.post(f"{KEYS}/{at_once['key_id']}/roll", json={"overlap_seconds": 604_800}).json()
    assert _works(mine, at_once["api_key"])
    by_id = {key["id"]: key for key in mine.get(KEYS).json()["keys"]}
    assert by_id[later["key_id"]]["name"] == "ci"
    dies = datetime.fromisoformat(by_id[at_once["key_id"]]["expires_at"])
    assert timedelta(days=6, hours=23) < dies - datetime.now(UTC) <= timedelta(days=7)
    assert mine.post(f"{KEYS}/{old['key_id']}/roll", json={}).status_code == 409
    assert mine.post(f"{KEYS}/{later['key_id']}/roll", json={"overlap_seconds": 604_801}).status_code == 422


def test_a_narrow_key_ends_no_wider_one(mine: httpx.Client) -> None:
    narrow = _further(mine, scopes=["read"])
    wide = next(key for key in mine.get(KEYS).json()["keys"] if key["is_current"])
    for answer in (
        mine.delete(f"{KEYS}/{wide['id']}", headers=_with(narrow["api_key"])),
        mine.post(f"{KEYS}/{wide['id']}/roll", headers=_with(narrow["api_key"]), json={}),
    ):
        assert answer.status_code == 403, answer.text


def test_somebody_elses_key_is_as_unknown_as_none(mine: httpx.Client, api: httpx.Client) -> None:
    foreign = _further(api)["key_id"]
    for key_id in (foreign, "A" * 12):
        deleted, rolled = mine.delete(f"{KEYS}/{key_id}"), mine.post(f"{KEYS}/{key_id}/roll", json={})
        assert (deleted.status_code, rolled.status_code) == (404, 404)
        assert deleted.json()["detail"] == "Key not found"


def test_every_bad_key_gets_the_same_answer(anonymous: httpx.Client, mine: httpx.Client) -> None:
    made = _further(mine)
    good = made["api_key"]
    mine.delete(f"{KEYS}/{made['key_id']}")
    until(lambda: not _works(mine, good), "the key is refused")
    swapped = good[:20] + ("A" if good[20] != "A" else "B") + good[21:]
    answers = [
        anonymous.get("/api/v1/tags", headers=_with(key)) for key in (good, swapped, "ct_test_x", "", "\u00e4" * 20)
    ]
    bodies = {json.dumps({**a.json(), "request_id": None, "detail": None}) for a in answers}
    assert {a.status_code for a in answers} == {401}
    assert len(bodies) == 1
    assert {a.json()["detail"] for a in answers} == {"Invalid API key", "Not authenticated"}


def test_a_limited_answer_tells_where_one_stands(mine: httpx.Client) -> None:
    answer = mine.get("/api/v1/tags")
    limit = int(answer.headers["X-RateLimit-Limit"])
    assert answer.headers["RateLimit-Policy"].startswith(f'"read";q={limit};w=')
    assert answer.headers["RateLimit"].startswith(f'"read";r={limit - 1};t=')
    assert int(answer.headers["X-RateLimit-Remaining"]) == limit - 1
    assert abs(int(answer.headers["X-RateLimit-Reset"]) - time.time()) < 5
    assert '"read-month";q=' in answer.headers["RateLimit-Policy"]


def test_usage_tells_what_was_done_and_what_remains(mine: httpx.Client) -> None:
    within_one_day()
    for _ in range(3):
        mine.get("/api/v1/tags")
    _further(mine)

    def counted() -> bool:
        told = mine.get(USAGE, params={"days": 2}).json()
        return (told["read"]["used"], told["write"]["used"]) == (3, 1)

    until(counted, "three reads and a write are counted")
    told = mine.get(USAGE, params={"days": 2}).json()
    assert told["read"]["remaining"] == told["read"]["monthly"] - 3
    assert [(day["read"], day["write"]) for day in told["daily"]] == [(0, 0), (3, 1)]
    assert told["daily"][1]["date"] == datetime.now(UTC).date().isoformat()
    assert mine.get(USAGE, params={"days": 366}).status_code == 422
