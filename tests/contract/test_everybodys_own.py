"""A walk over every operation: bad keys get nowhere, and one contributor's things are out of another's reach."""

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

import httpx
import pytest

from app.accounts import rules
from tests.contract.belongings import Owner, owning
from tests.contract.routes import ADMIN, OPEN, OWNER, ROUTES, SIGNED, Names, Route
from tests.factories import trace_body
from tests.waiting import until

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
KEYED = [route for route in ROUTES if route.access not in {OPEN, SIGNED}]
BAD_KEYS = ("foreign form", "cut short", "mistyped", "wrong secret", "unknown", "revoked", "expired")
ALIKE = 3.0
"""The slowest kind of bad key takes at most so many times what the quickest does, by their medians."""

Key = dict[str, str]


@pytest.fixture(scope="module")
def owner(anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> Iterator[Owner]:
    with owning(anonymous, sign_up) as found:
        yield found


@pytest.fixture(scope="module")
def foreigner(anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> Iterator[httpx.Client]:
    made = sign_up(email=f"{uuid.uuid4().hex}@commontrace.auto")
    with httpx.Client(base_url=anonymous.base_url, timeout=10, headers={"X-API-Key": made["api_key"]}) as client:
        yield client


@pytest.fixture(scope="module")
def bad_keys(owner: Owner) -> dict[str, str]:
    """One of each kind; those that once worked don't any more."""
    client = owner.client
    # Soon, and not so soon that a busy machine is told that it is over already.
    soon = datetime.now(UTC) + timedelta(seconds=5)
    expired = client.post("/api/v1/keys", json={"expires_at": soon.isoformat()}).json()["api_key"]
    made = client.post("/api/v1/keys", json={}).json()
    revoked = made["api_key"]
    assert client.delete(f"/api/v1/keys/{made['key_id']}").status_code == 204
    parts, unknown = rules.mint("test")
    for key in (revoked, expired):
        until(lambda key=key: _verify(client, key).status_code == 401, "the key has ended")
    wrong = f"ct_test_{owner.names['key_id']}_{parts.secret}"
    good = client.headers["X-API-Key"]
    found = ("hunter2", good[:30], good[:20] + ("A" if good[20] != "A" else "B") + good[21:])
    return dict(zip(BAD_KEYS, (*found, f"{wrong}_{rules._checksum(wrong)}", unknown, revoked, expired), strict=True))


def _verify(client: httpx.Client, key: str | None) -> httpx.Response:
    return httpx.get(client.base_url.join("/api/v1/keys/verify"), headers={"X-API-Key": key} if key else {})


def test_every_operation_is_classified(anonymous: httpx.Client) -> None:
    paths = anonymous.get("/openapi.json").json()["paths"]
    described = {f"{m.upper()} {path}" for path, item in paths.items() for m in item if m in METHODS}
    classified = [f"{route.method} /api/v1{route.path}" for route in ROUTES]
    assert len(set(classified)) == len(classified)
    unknown = {each for each in described - set(classified) if not _is_operators(each)}
    assert unknown == set(), "say in tests/contract/routes.py whom these are for"
    assert set(classified) - described == set(), "these are gone"


def test_what_is_for_operators_is_for_nobody_else(
    anonymous: httpx.Client, foreigner: httpx.Client, owner: Owner
) -> None:
    """By where it is, so that none of them needs to be listed."""
    paths = anonymous.get("/openapi.json").json()["paths"]
    classified = {f"{route.method} /api/v1{route.path}" for route in ROUTES}
    operations = [(m.upper(), path) for path, item in paths.items() for m in item if m in METHODS]
    for method, path in operations:
        if _is_operators(f"{method} {path}") and f"{method} {path}" not in classified:
            where = re.sub(r"{\w+}", owner.names["contributor_id"], path)
            assert anonymous.request(method, where, content=b"{}").status_code == 401, where
            assert foreigner.request(method, where, content=b"{}").status_code == 403, where


@pytest.mark.parametrize("route", KEYED, ids=str)
def test_no_key_and_a_bad_key_get_nowhere(
    anonymous: httpx.Client, owner: Owner, bad_keys: dict[str, str], route: Route
) -> None:
    request = route.filled(owner.names)
    keyless = anonymous.request(**request)
    assert keyless.status_code == 401, keyless.text
    assert keyless.headers["WWW-Authenticate"] == "APIKey"
    bodies = set()
    for key in bad_keys.values():
        headers = {**request["headers"], "X-API-Key": key}
        bearer = {**request["headers"], "Authorization": f"Bearer {key}"}
        for answer in (
            anonymous.request(**{**request, "headers": headers}),
            anonymous.request(**{**request, "headers": bearer}),
        ):
            assert answer.status_code == 401, answer.text
            bodies.add(_without_id(answer))
    # A missing key is told from a bad one, as clients of the contract do; of bad ones none is told from another.
    expected = {"title": "Not authenticated", "status": 401, "code": "not_authenticated", "type": "about:blank"}
    assert [json.loads(body) for body in bodies] == [{**expected, "detail": "Invalid API key"}]
    if route.access != ADMIN:
        assert json.loads(_without_id(keyless)) == {**expected, "detail": "Not authenticated"}


def test_a_bad_key_is_refused_before_the_request_is_looked_at(
    anonymous: httpx.Client, owner: Owner, bad_keys: dict[str, str]
) -> None:
    for route in KEYED:
        if route.access == ADMIN or route.method == "GET":
            continue
        request = {**route.filled(owner.names), "json": {"nothing": "of use"}, "params": {}}
        for headers in ({}, {"X-API-Key": bad_keys["revoked"]}):
            assert anonymous.request(**{**request, "headers": headers}).status_code == 401, route


def test_a_bad_key_is_no_way_to_sign_up(anonymous: httpx.Client, bad_keys: dict[str, str]) -> None:
    for key in bad_keys.values():
        assert anonymous.post("/api/v1/keys", json={}, headers={"X-API-Key": key}).status_code == 401


def test_refusals_take_alike_long(anonymous: httpx.Client, bad_keys: dict[str, str]) -> None:
    kinds: dict[str, Key] = {kind: {"X-API-Key": key} for kind, key in bad_keys.items()} | {"missing": {}}
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(60):
        # By turns, so that what else the machine does falls on all of them.
        for kind, headers in kinds.items():
            began = time.perf_counter()
            assert anonymous.get("/api/v1/keys/verify", headers=headers).status_code == 401
            took[kind].append(time.perf_counter() - began)
    medians = {kind: median(seconds) for kind, seconds in took.items()}
    assert max(medians.values()) < ALIKE * min(medians.values()), medians
    assert max(medians.values()) < 0.1


class TestForeigner:
    """What a contributor with a good key gets of another's."""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _nothing_of_the_owners_changes(cls, owner: Owner) -> Iterator[None]:
        client, names = owner.client, owner.names
        before = _possessions(client, names)
        yield
        assert _possessions(client, names) == before

    @pytest.mark.parametrize("route", ROUTES, ids=str)
    def test_gets_nothing_that_is_private(self, foreigner: httpx.Client, owner: Owner, route: Route) -> None:
        names, private = owner.names, owner.private
        answer = foreigner.request(**route.filled(names))
        assert answer.status_code == route.answer, answer.text
        shown = answer.text + str(answer.headers)
        # A path may name a key's id; the answer to it says nothing more.
        assert [each for each in private if each in shown.replace(f"/keys/{names['key_id']}", "")] == []

    def test_an_idempotency_key_is_its_owners_alone(self, foreigner: httpx.Client, owner: Owner) -> None:
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        body = trace_body()
        mine = owner.client.post("/api/v1/traces", json=body, headers=headers)
        theirs = foreigner.post("/api/v1/traces", json=trace_body(), headers=headers)
        assert (theirs.status_code, "Idempotency-Replayed" in theirs.headers) == (202, False)
        assert theirs.json()["id"] != mine.json()["id"]
        again = owner.client.post("/api/v1/traces", json=body, headers=headers)
        assert (again.json(), again.headers["Idempotency-Replayed"]) == (mine.json(), "true")

    def test_sees_neither_keys_nor_use_nor_invitations_of_another(self, foreigner: httpx.Client, owner: Owner) -> None:
        key_ids = {key["id"] for key in foreigner.get("/api/v1/keys").json()["keys"]}
        assert key_ids.isdisjoint(key["id"] for key in owner.client.get("/api/v1/keys").json()["keys"])
        assert foreigner.get("/api/v1/invitations").json()["invitations"] == []

    def test_a_foreign_id_is_as_unknown_as_one_that_never_was(self, foreigner: httpx.Client, owner: Owner) -> None:
        for method, path in (("DELETE", "/api/v1/keys/{}"), ("POST", "/api/v1/keys/{}/roll")):
            answers = [
                foreigner.request(method, path.format(key_id), content=b"{}")
                for key_id in (owner.names["key_id"], "A" * 12)
            ]
            assert len({(answer.status_code, _without_id(answer)) for answer in answers}) == 1


@pytest.mark.parametrize("route", [route for route in ROUTES if route.access == OWNER], ids=str)
def test_an_owner_may_do_what_a_foreigner_may_not(
    anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]], route: Route
) -> None:
    """Otherwise the refusals above could come from anything. Each with things of its own, as it uses them up."""
    assert route.answer in {403, 404}
    with owning(anonymous, sign_up) as owner:
        if str(route) == "DELETE /traces/{trace_id}/links":
            link = next(each for each in ROUTES if str(each) == "POST /traces/{trace_id}/links")
            assert owner.client.request(**link.filled(owner.names)).status_code == 201
        answer = owner.client.request(**route.filled(owner.names))
        assert answer.status_code == route.owners_answer, answer.text


def _is_operators(operation: str) -> bool:
    return operation.partition(" ")[2].startswith(("/api/v1/admin/", "/api/v1/analytics/"))


def _possessions(client: httpx.Client, names: Names) -> dict[str, Any]:
    """What the owner has, as far as only they may change it."""
    keys = client.get("/api/v1/keys").json()["keys"]
    trace = client.get(f"/api/v1/traces/{names['trace_id']}").json()
    amendments = client.get(f"/api/v1/traces/{names['trace_id']}/amendments").json()["amendments"]
    usage = client.get("/api/v1/usage").json()
    return {
        "keys": {key["id"]: (key["name"], key["scopes"], key["status"], key["expires_at"]) for key in keys},
        "plan": usage["plan"],
        "invitations": client.get("/api/v1/invitations").json(),
        "trace": {name: trace[name] for name in ("title", "context_text", "solution_text", "tags", "revision")},
        "visibility": trace["visibility"],
        "links": client.get(f"/api/v1/traces/{names['trace_id']}/links").json(),
        "amendment": next(each for each in amendments if each["id"] == names["amendment_id"]),
    }


def _without_id(answer: httpx.Response) -> str:
    return json.dumps({name: value for name, value in answer.json().items() if name != "request_id"}, sort_keys=True)
