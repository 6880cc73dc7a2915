"""Invitations as clients of the contract use them."""

import os
import uuid
from collections.abc import Callable

import httpx
import pytest

SignUp = Callable[..., dict[str, object]]


@pytest.fixture
def code(anonymous: httpx.Client) -> str:
    headers = {"X-Admin-Token": os.environ["ADMIN_DASHBOARD_TOKEN"]}
    answer = anonymous.post("/api/v1/admin/invitations", json={"count": 1, "door": "vouched"}, headers=headers)
    assert (answer.status_code, answer.json()["count"]) == (201, 1)
    return str(answer.json()["codes"][0])


def client(anonymous: httpx.Client, made: dict[str, object]) -> httpx.Client:
    return httpx.Client(base_url=anonymous.base_url, timeout=10, headers={"X-API-Key": str(made["api_key"])})


def test_invitations_lead_from_one_to_the_next(anonymous: httpx.Client, sign_up: SignUp, code: str) -> None:
    def somebody() -> dict[str, object]:
        return sign_up(email=f"{uuid.uuid4().hex}@example.com")

    with client(anonymous, somebody()) as ada, client(anonymous, somebody()) as bob:
        assert ada.post("/api/v1/invitations", json={}).json()["detail"].startswith("No invites remaining.")
        let_in = ada.post("/api/v1/invitations/redeem", json={"code": code})
        assert let_in.json() == {"can_contribute": True, "entry_door": "vouched", "invites_remaining": 2}
        assert bob.post("/api/v1/invitations/redeem", json={"code": code}).status_code == 404
        made = ada.post("/api/v1/invitations", json={"note": "Bob"})
        assert (made.status_code, set(made.json())) == (201, {"code", "door", "invites_remaining", "message"})
        assert bob.post("/api/v1/invitations/redeem", json={"code": made.json()["code"]}).status_code == 200
        listed = ada.get("/api/v1/invitations").json()
        assert set(listed) == {"invitations", "invites_remaining"}
        assert [set(one) for one in listed["invitations"]] == [{"id", "door", "note", "created_at", "redeemed"}]
        assert (listed["invites_remaining"], listed["invitations"][0]["redeemed"]) == (1, True)
        assert bob.get("/api/v1/invitations").json()["invitations"] == []


def test_a_code_can_come_with_the_sign_up(anonymous: httpx.Client, sign_up: SignUp, code: str) -> None:
    assert sign_up(email=f"{uuid.uuid4().hex}@example.com", invitation_code=code)["can_contribute"] is True
    again = anonymous.post("/api/v1/keys", json={"email": f"{uuid.uuid4().hex}@example.com", "invitation_code": code})
    assert (again.status_code, again.json()["detail"]) == (422, "Invalid or already-redeemed invitation code")


@pytest.mark.parametrize("path", ["", "/redeem"])
def test_without_a_key_there_are_none(anonymous: httpx.Client, path: str) -> None:
    assert anonymous.post(f"/api/v1/invitations{path}", json={"code": "x" * 10}).status_code == 401
    assert anonymous.get("/api/v1/invitations").status_code == 401
