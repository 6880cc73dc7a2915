"""What operators see and do, on a database with nothing else in it."""

import uuid

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import DBAPIError

from app.accounts import invitations
from app.accounts.models import Contributor, OperatorAction
from app.core.principal import ADMIN, MODERATE, READ
from app.wiring import Services
from tests.integration.operating import Caller, House, house, operator, seed

__all__ = ["house", "operator"]


def test_people_are_shown_with_what_they_did(parts: Services, house: House, operator: Caller) -> None:
    ada, moderator = house.somebody(display_name="Ada"), house.with_scopes(MODERATE)
    trace = ada.contribute()
    bob = house.somebody()
    bob.post(f"/traces/{trace}/votes", vote_type="up")
    ada.post("/telemetry/install", platform="Claude Code")
    recent = operator.told("/admin/users/recent", limit=3)["users"]
    assert [row["id"] for row in recent] == [str(bob.id), str(moderator.id), str(ada.id)]
    assert [row["is_moderator"] for row in recent] == [False, True, False]
    assert (recent[2]["platform"], recent[2]["email"].endswith("@example.com")) == ("Claude Code", True)
    told = operator.told(f"/admin/users/{ada.id}")
    assert told["counts"] == {"traces": 1, "votes": 0, "amendments": 0, "total_retrievals": 0}
    assert (told["user"]["display_name"], told["recent_traces"][0]["id"]) == ("Ada", trace)
    (vote,) = operator.told("/admin/votes/recent")["votes"]
    assert (vote["trace_id"], vote["vote_type"]) == (trace, "up")
    house.with_scopes(MODERATE).delete(f"/moderation/traces/{trace}")
    (shown,) = operator.told("/admin/traces/recent")["traces"]
    assert (shown["id"], shown["visibility"], shown["contributor_display_name"]) == (trace, "removed", "Ada")


class TestDeleting:
    def test_a_trial_account_goes_with_its_keys(self, parts: Services, house: House, operator: Caller) -> None:
        trial = house.somebody()
        email = operator.told(f"/admin/users/{trial.id}")["user"]["email"]
        trial.post("/telemetry/install", platform="x")
        trial.get("/tags")
        parts.deferred.flush()
        answer = operator.delete(f"/admin/users/{trial.id}")
        assert (answer.status_code, answer.json) == (200, {"deleted": str(trial.id), "email": email})
        assert operator.delete(f"/admin/users/{trial.id}").status_code == 404
        # The key is known as good for a moment still, and must come to nothing.
        refused = trial.post("/traces", title="t", context_text="c", solution_text="s")
        assert (refused.status_code, refused.json["code"]) == (401, "not_authenticated")  # type: ignore[index]
        parts.deferred.flush()
        assert house.somebody().get("/tags").status_code == 200

    def test_who_did_anything_stays(self, parts: Services, house: House, operator: Caller) -> None:
        author, voter, tried, flagger, guest = (house.somebody() for _ in range(5))
        trace = author.contribute()
        voter.post(f"/traces/{trace}/votes", vote_type="up")
        tried.post(f"/traces/{trace}/outcomes", result="worked")
        flagger.post(f"/traces/{trace}/flag", category="spam", reason="no")
        code = operator.post("/admin/invitations").json["codes"][0]  # type: ignore[index]
        assert guest.post("/invitations/redeem", code=code).status_code == 200
        for person, did in ((author, "traces"), (voter, "votes"), (tried, "outcomes"), (flagger, "flags"),
                            (guest, "invitations_redeemed")):  # fmt: skip
            answer = operator.delete(f"/admin/users/{person.id}")
            assert answer.status_code == 409
            assert f"{did}: 1" in answer.json["detail"]  # type: ignore[index]
        for scope in (MODERATE, ADMIN):
            assert operator.delete(f"/admin/users/{house.with_scopes(scope).id}").status_code == 409
        seed(parts)
        assert operator.delete(f"/admin/users/{uuid.UUID(int=7)}").status_code == 409
        with parts.database.reading() as session:
            assert session.scalar(select(func.count()).select_from(Contributor)) == 8


def test_every_change_by_an_operator_is_on_record_for_good(parts: Services, house: House) -> None:
    admin, token = house.with_scopes(ADMIN), house.operator()
    guest, trial = house.somebody(), house.somebody()
    assert token.post("/admin/invitations", count=2, door="vouched").status_code == 201
    assert admin.post(f"/admin/contributors/{guest.id}", door="founding").json == {
        "user_id": str(guest.id), "door": "founding", "invites_remaining": invitations.GIVEN_ON_ENTRY,
    }  # fmt: skip
    assert admin.delete(f"/admin/users/{trial.id}").status_code == 200
    key = admin.headers["X-API-Key"].split("_")[2]
    page = admin.told("/admin/actions", limit=2)
    rest = admin.told("/admin/actions", limit=2, before=page["next_before"])
    assert [
        (a["actor"], a["action"], a["contributor_id"], a["details"]) for a in page["actions"] + rest["actions"]
    ] == [
        (f"key {key}", "deleted", str(trial.id), {}),
        (f"key {key}", "let_in", str(guest.id), {"door": "founding"}),
        ("admin token", "invited", None, {"count": 2, "door": "vouched"}),
    ]
    assert rest["next_before"] is None
    for statement in (delete(OperatorAction), update(OperatorAction).values(actor="x")):
        with pytest.raises(DBAPIError, match="only added to"), parts.database.transaction() as session:
            session.execute(statement)


def test_a_change_that_fails_leaves_no_record(house: House, operator: Caller) -> None:
    assert operator.post(f"/admin/contributors/{uuid.uuid4()}").status_code == 404
    author = house.somebody()
    author.contribute()
    assert operator.delete(f"/admin/users/{author.id}").status_code == 409
    assert operator.told("/admin/actions")["actions"] == []


def test_the_scope_decides_among_keys_and_a_token_that_is_sent_decides_alone(house: House) -> None:
    assert house.with_scopes(ADMIN).get("/admin/health").json == {"status": "ok", "admin": True}
    for scope in (READ, MODERATE):
        assert house.with_scopes(scope).get("/admin/health").status_code == 403
    reader, operator = house.somebody(), house.operator()
    both = Caller(house.app, {**reader.headers, **operator.headers})
    assert both.get("/admin/health").status_code == 200
    wrong = Caller(house.app, {**house.with_scopes(ADMIN).headers, "X-Admin-Token": "wrong"})
    assert wrong.get("/admin/health").status_code == 401


def test_without_a_token_operators_need_a_key(parts: Services, house: House) -> None:
    house.app.extensions["commontrace.admin"] = None
    answer = Caller(house.app, {}).get("/analytics/summary")
    assert (answer.status_code, answer.json["detail"]) == (  # type: ignore[index]
        503, "Admin dashboard disabled. Set ADMIN_DASHBOARD_TOKEN env var.",
    )  # fmt: skip
    assert house.with_scopes(ADMIN).get("/analytics/summary").status_code == 200
