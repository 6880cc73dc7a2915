"""Who may contribute where that takes an invitation, and how invitations are come by, spent and earned."""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, func, select, update

from app import create_app
from app.accounts import invitations, recent
from app.accounts.models import Contributor, Invitation
from app.core.principal import MODERATE, READ
from app.wiring import Services
from tests.factories import trace_body
from tests.integration.operating import Caller, House, seed

AT_ONCE = 8


@pytest.fixture
def house(parts: Services) -> Iterator[House]:
    """Contributing takes an invitation."""
    invited = replace(parts, settings=parts.settings.model_copy(update={"contribution_gate": "invited"}))
    yield House(create_app(invited), invited)
    parts.deferred.flush()


def code_of(house: House) -> str:
    answer = house.operator().post("/admin/invitations")
    assert answer.status_code == 201, answer.text
    (code,) = answer.json["codes"]  # type: ignore[index]
    return str(code)


def member(house: House) -> Caller:
    """Somebody who was let in, with two invitations."""
    return house.somebody(invitation_code=code_of(house))


def left(caller: Caller) -> int:
    return int(caller.told("/invitations")["invites_remaining"])


def test_who_redeems_a_code_contributes_at_once(house: House) -> None:
    guest = house.somebody()
    refused = guest.post("/traces", **trace_body())
    assert refused.status_code == 403
    assert "/invitations/redeem" in refused.json["detail"]  # type: ignore[index]
    answer = guest.post("/invitations/redeem", code=code_of(house))
    assert (answer.status_code, answer.json) == (
        200, {"can_contribute": True, "entry_door": "founding", "invites_remaining": 2},
    )  # fmt: skip
    assert guest.post("/traces", **trace_body()).status_code == 202
    again = guest.post("/invitations/redeem", code=code_of(house))
    assert (again.status_code, again.json["detail"]) == (409, "Account is already a contributor")  # type: ignore[index]


def test_who_is_not_in_yet_is_remembered_for_reads_and_looked_up_to_write(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent, "REMEMBER_S", 3600.0)
    guest, asked = house.somebody(), []

    def note(*told: Any) -> None:
        if "FROM api_keys" in told[2]:
            asked.append(told[2])

    event.listen(house.parts.database.engine, "before_cursor_execute", note)
    try:
        for _ in range(3):
            assert guest.get("/tags").status_code == 200
        assert len(asked) == 1
        assert guest.post("/traces", **trace_body()).status_code == 403
        assert house.operator().post(f"/admin/contributors/{guest.id}").status_code == 200
        assert guest.post("/traces", **trace_body()).status_code == 202
        assert guest.post("/traces", **trace_body()).status_code == 202
        assert len(asked) == 3
    finally:
        event.remove(house.parts.database.engine, "before_cursor_execute", note)


def test_a_code_at_sign_up_lets_in(house: House) -> None:
    code = code_of(house)
    assert member(house).post("/traces", **trace_body()).status_code == 202
    nobody = house.somebody(with_email=False, invitation_code=code)
    assert nobody.post("/traces", **trace_body()).status_code == 403
    taken = {"email": f"{uuid.uuid4().hex}@example.com", "invitation_code": code}
    refused = Caller(house.app, {}).post("/keys", **taken)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "invitation_code")  # type: ignore[index]
    # Nothing of the sign-up is left, so that it can be done again.
    assert Caller(house.app, {}).post("/keys", email=taken["email"]).status_code == 201


def test_an_invitation_costs_one_and_leads_back_to_who_made_it(parts: Services, house: House) -> None:
    ada = member(house)
    made = ada.post("/invitations", note="for Bob")
    assert (made.status_code, made.json["door"], made.json["invites_remaining"]) == (201, "vouched", 1)  # type: ignore[index]
    code = made.json["code"]  # type: ignore[index]
    assert code.startswith("ctinv_")
    bob = house.somebody(invitation_code=code)
    listed = ada.told("/invitations")
    assert [(one["note"], one["door"], one["redeemed"]) for one in listed["invitations"]] == [
        ("for Bob", "vouched", True)
    ]
    assert code not in str(listed)
    assert house.somebody().told("/invitations") == {"invitations": [], "invites_remaining": 0}
    with parts.database.reading() as session:
        row = session.get_one(Contributor, bob.id)
        assert (row.invited_by, row.entry_door, row.invites_remaining) == (ada.id, "vouched", 2)
        assert code not in str(session.scalars(select(Invitation.code_hmac)).all())


def test_nobody_gives_what_they_have_not(house: House) -> None:
    ada, guest, moderator = member(house), house.somebody(), house.with_scopes(MODERATE, READ)
    assert guest.post("/invitations").status_code == 403
    assert [ada.post("/invitations").status_code for _ in range(3)] == [201, 201, 403]
    assert [moderator.post("/invitations").status_code for _ in range(3)] == [201] * 3
    assert left(moderator) == 0
    assert ada.post("/invitations", note=f"my key is {ada.headers['X-API-Key']}").status_code == 422


def test_what_is_no_good_code_is_told_so(parts: Services, house: House) -> None:
    ada, guest = member(house), house.somebody()
    unknown = guest.post("/invitations/redeem", code="ctinv_" + "x" * 22)
    assert (unknown.status_code, unknown.json["detail"]) == (404, invitations.UNKNOWN_CODE)  # type: ignore[index]
    for odd in ("short", "x" * 129, None, 12345678, "\u0000" * 8):
        assert guest.post("/invitations/redeem", code=odd).status_code == 422
    code = ada.post("/invitations").json["code"]  # type: ignore[index]
    with parts.database.transaction() as session:
        session.execute(update(Contributor).where(Contributor.id == ada.id).values(is_admitted=False))
    own = ada.post("/invitations/redeem", code=code)
    assert (own.status_code, own.json["detail"]) == (409, "Cannot redeem your own invitation")  # type: ignore[index]
    assert guest.post("/invitations/redeem", code=code).status_code == 200


def at_once(callers: list[Caller], path: str, **body: str) -> list[int]:
    """The statuses of the same call by all of them at one moment."""
    barrier = Barrier(len(callers))

    def call(one: Caller) -> int:
        barrier.wait(10)
        return one.post(path, **body).status_code

    with ThreadPoolExecutor(len(callers)) as pool:
        return sorted(pool.map(call, callers))


def test_of_many_who_redeem_one_code_at_once_one_gets_in(parts: Services, house: House) -> None:
    for _ in range(5):
        guests = [house.somebody() for _ in range(AT_ONCE)]
        assert at_once(guests, "/invitations/redeem", code=code_of(house)) == [200, *[404] * (AT_ONCE - 1)]
        with parts.database.reading() as session:
            admitted = select(func.count()).where(
                Contributor.id.in_([one.id for one in guests]), Contributor.is_admitted
            )
            assert session.scalar(admitted) == 1


def test_one_who_redeems_two_codes_at_once_spends_one(parts: Services, house: House) -> None:
    guest, codes, barrier = house.somebody(), [code_of(house) for _ in range(4)], Barrier(4)

    def redeem(code: str) -> int:
        barrier.wait(10)
        return guest.post("/invitations/redeem", code=code).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(redeem, codes)) == [200, 409, 409, 409]
    with parts.database.reading() as session:
        assert session.scalar(select(func.count()).where(Invitation.redeemed_at.is_not(None))) == 1


def test_invitations_made_at_once_are_no_more_than_there_were(house: House) -> None:
    ada = member(house)
    assert at_once([ada] * AT_ONCE, "/invitations") == [201, 201, *[403] * (AT_ONCE - 2)]
    assert left(ada) == 0
    assert len(ada.told("/invitations")["invitations"]) == 2


class TestEarning:
    @staticmethod
    def validate(house: House, trace_id: str) -> list[Caller]:
        voters = [house.somebody() for _ in range(2)]
        for voter in voters:
            answer = voter.post(f"/traces/{trace_id}/votes", vote_type="up")
            assert answer.status_code == 201, answer.text
        return voters

    def test_a_validated_trace_earns_its_author_one(self, house: House) -> None:
        ada = member(house)
        trace = ada.contribute()
        (first, _) = self.validate(house, trace)
        assert left(ada) == 3
        assert left(first) == 0

    def test_a_trace_earns_once_however_often_it_is_validated(self, house: House) -> None:
        ada = member(house)
        for _ in range(2):
            assert ada.post("/invitations").status_code == 201
        trace = ada.contribute()
        voter = self.validate(house, trace)[0]
        assert left(ada) == 1
        for _ in range(2):
            assert voter.delete(f"/traces/{trace}/votes").status_code == 204
            assert ada.told(f"/traces/{trace}")["status"] == "pending"
            assert voter.post(f"/traces/{trace}/votes", vote_type="up").status_code == 201
            assert ada.told(f"/traces/{trace}")["status"] == "validated"
        assert left(ada) == 1

    def test_an_outcome_that_validates_earns_too(self, house: House) -> None:
        ada = member(house)
        trace = ada.contribute()
        for _ in range(2):
            assert house.somebody().post(f"/traces/{trace}/outcomes", result="worked").status_code == 201
        assert left(ada) == 3

    def test_nobody_heaps_up_more_than_three(self, house: House) -> None:
        ada = member(house)
        for _ in range(3):
            self.validate(house, ada.contribute())
        assert left(ada) == invitations.MOST_EARNED

    def test_what_came_validated_earns_nothing(self, parts: Services, house: House) -> None:
        seed(parts)
        with parts.database.transaction() as session:
            session.execute(update(Contributor).where(Contributor.is_seed).values(invites_remaining=1))
        (listed,) = house.operator().told("/admin/traces/recent")["traces"]
        self.validate(house, listed["id"])
        with parts.database.reading() as session:
            assert session.scalar(select(Contributor.invites_remaining).where(Contributor.is_seed)) == 1

    def test_traces_validated_at_once_earn_each(self, house: House) -> None:
        ada = member(house)
        for _ in range(2):
            ada.post("/invitations")
        traces = [ada.contribute() for _ in range(3)]
        for trace in traces:
            assert house.somebody().post(f"/traces/{trace}/votes", vote_type="up").status_code == 201
        voters, barrier = [house.somebody() for _ in traces], Barrier(3)

        def vote(pair: tuple[Caller, str]) -> int:
            barrier.wait(10)
            return pair[0].post(f"/traces/{pair[1]}/votes", vote_type="up").status_code

        with ThreadPoolExecutor(3) as pool:
            assert list(pool.map(vote, zip(voters, traces, strict=True))) == [201] * 3
        assert left(ada) == 3
