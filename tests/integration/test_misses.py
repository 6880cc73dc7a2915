"""Searches without a match, from the request to the wanted board, on the real database and model."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

import numpy as np
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import create_app
from app.retrieval import misses
from app.retrieval.misses import KEPT_FOR, Miss
from app.retrieval.models import MissGroup, SearchMiss
from app.traces.vectors import read_vector
from app.wiring import Services
from search.embeddings import Embedder, Kind, NullEmbedder, Vectors
from tests.integration.conftest import with_embedder
from tests.integration.operating import Caller, House

PEPPER = b"p" * 32
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ASKERS = [uuid.UUID(int=n) for n in range(1, 6)]


def ask(
    parts: Services, asker: uuid.UUID, q: str, tags: tuple[str, ...] = (), count: int = 1, at: datetime = NOW
) -> None:
    with parts.database.transaction() as session:
        misses.record(PEPPER, session, {misses.miss(asker, q, tags): count}, at)


def group(parts: Services, at: datetime = NOW) -> dict[str, int]:
    return dict(misses.group(parts.database, parts.embedder, at))


def board(parts: Services) -> list[dict[str, object]]:
    with parts.database.reading() as session:
        return misses.public(session, 10)


def test_a_need_is_told_once_three_contributors_have_it(parts: Services) -> None:
    for asker in ASKERS[:2]:
        ask(parts, asker, "prisma migrate reports drift in the shadow database", ("prisma",), count=5)
    group(parts)
    assert board(parts) == []
    ask(parts, ASKERS[2], "Prisma migrate reports drift of the shadow database of acme-shop", ("prisma", "acme"))
    ask(parts, ASKERS[3], "tulips wilt in the vase after a day")
    assert group(parts)["groups"] == 2
    (told,) = board(parts)
    assert (told["count"], told["askers"], told["tags"]) == (11, 3, ["prisma"])
    assert "acme" not in str(told)
    assert "shadow database" in str(told["wording"]).lower()
    assert told["last_asked_on"] == NOW.date()
    with parts.database.reading() as session:
        everything = misses.wanted(session, 10)
        assert [row.askers for row in everything] == [3, 1]


class Overtaken:
    """An embedder that is so slow that another process has grouped everything by the time it is done."""

    def __init__(self, parts: Services) -> None:
        self._parts = parts
        self.model_id, self.model_version = parts.embedder.model_id, parts.embedder.model_version
        self.dim = parts.embedder.dim

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        group(self._parts)
        return self._parts.embedder.embed(texts, kind)


def test_what_another_process_has_grouped_meanwhile_is_left_alone(parts: Services) -> None:
    ask(parts, ASKERS[0], "prisma migrate reports drift in the shadow database")
    ask(parts, ASKERS[1], "tulips wilt in the vase after a day")
    overtaken = misses.group(parts.database, cast("Embedder", Overtaken(parts)), NOW)
    assert overtaken == {"forgotten": 0, "grouped": 0, "groups": 2}
    with parts.database.reading() as session:
        lengths = [float(np.linalg.norm(read_vector(one))) for one in session.scalars(select(MissGroup.centre))]
    assert lengths == pytest.approx([1.0, 1.0], abs=1e-4)


def test_one_contributor_can_not_make_a_need_alone(parts: Services) -> None:
    for wording in ("how to frobnicate a widget", "how to frobnicate widgets", "how do I frobnicate a widget"):
        ask(parts, ASKERS[0], wording, count=100)
    group(parts)
    assert board(parts) == []


def test_what_is_kept_is_redacted_and_names_nobody(parts: Services) -> None:
    ask(parts, ASKERS[0], "login of ada@example.org at 10.0.0.7 fails in /home/ada/app")
    with parts.database.reading() as session:
        row = session.scalars(select(SearchMiss)).one()
    assert row.wording == "login of [email] at [ip] fails in /home/[user]/app"
    assert ASKERS[0].bytes not in row.asker
    assert len(row.asker) == 16


def test_the_same_again_is_counted_and_grouped_once(parts: Services) -> None:
    ask(parts, ASKERS[0], "a  rare question")
    ask(parts, ASKERS[0], "A rare question\n", count=2, at=NOW + timedelta(hours=1))
    assert group(parts)["grouped"] == 1
    assert group(parts)["grouped"] == 0
    with parts.database.reading() as session:
        row = session.scalars(select(SearchMiss)).one()
        assert (row.count, row.wording, row.last_asked_at - row.first_asked_at) == (
            3,
            "a rare question",
            timedelta(hours=1),
        )
        assert session.scalars(select(MissGroup)).one().count == 3


def test_what_nobody_asks_for_any_more_is_forgotten(parts: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(parts, ASKERS[0], "an old question", at=NOW - KEPT_FOR - timedelta(days=1))
    ask(parts, ASKERS[0], "a new question")
    assert group(parts) == {"forgotten": 1, "grouped": 1, "groups": 1}
    for n in range(5):
        ask(parts, ASKERS[0], f"question number {n}", at=NOW + timedelta(minutes=n + 1))
    monkeypatch.setattr(misses, "MOST_KEPT", 3)
    assert group(parts)["forgotten"] == 3
    with parts.database.reading() as session:
        kept = session.scalars(select(SearchMiss.wording).order_by(SearchMiss.id)).all()
    assert list(kept) == [f"question number {n}" for n in (2, 3, 4)]


def test_another_model_groups_anew(parts: Services) -> None:
    for asker in ASKERS[:3]:
        ask(parts, asker, "prisma migrate drift")
    group(parts)
    with parts.database.transaction() as session:
        session.scalars(select(MissGroup)).one().model_version = "older"
    assert group(parts)["grouped"] == 3
    assert len(board(parts)) == 1


def test_without_an_embedder_they_wait(parts: Services) -> None:
    ask(parts, ASKERS[0], "a question")
    assert group(with_embedder(parts, NullEmbedder()))["groups"] == 0
    assert group(parts)["groups"] == 1


def test_a_search_leaves_its_miss(parts: Services, client: FlaskClient) -> None:
    answer = client.post("/api/v1/traces/search", json={"q": "nothing here knows of this", "tags": ["Python"]})
    assert answer.status_code == 200
    parts.deferred.flush()
    with parts.database.reading() as session:
        row = session.scalars(select(SearchMiss)).one()
    assert (row.wording, row.tags, row.count) == ("nothing here knows of this", ["python"], 1)
    told = client.get("/api/v1/misses?limit=5")
    assert (told.status_code, told.json) == (200, {"misses": []})
    assert client.get("/api/v1/misses?limit=0").status_code == 422


def test_nothing_is_kept_of_what_is_all_secret(parts: Services) -> None:
    with parts.database.transaction() as session:
        misses.record(PEPPER, session, {Miss("   ", (), ASKERS[0]): 1}, NOW)
    with parts.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SearchMiss)) == 0


def test_askers_are_those_of_this_installation(parts: Services) -> None:
    ask(parts, ASKERS[0], "a question")
    with parts.database.transaction() as session:
        misses.record(b"q" * 32, session, {misses.miss(ASKERS[0], "a question", ()): 1}, NOW)
    with parts.database.reading() as session:
        assert len(set(session.scalars(select(SearchMiss.asker)))) == 2


class TestBoard:
    """By HTTP, from the searches to what everybody, and what operators, are told."""

    QUESTION = "zeppelin moorings come loose in a crosswind"

    @pytest.fixture
    def house(self, parts: Services) -> Iterator[House]:
        yield House(create_app(parts), parts)
        parts.deferred.flush()

    @staticmethod
    def asked(house: House, *who: Caller, q: str = QUESTION) -> None:
        for one in who:
            assert one.post("/traces/search", q=q).status_code == 200
        house.parts.deferred.flush()
        group(house.parts, datetime.now(UTC))

    def test_keys_of_one_contributor_are_one_asker(self, parts: Services, house: House) -> None:
        ada, bob, eve = (house.somebody() for _ in range(3))
        further = [Caller(house.app, {"X-API-Key": ada.post("/keys").json["api_key"]}, ada.id) for _ in range(2)]  # type: ignore[index]
        self.asked(house, ada, *further, bob, bob)
        assert ada.told("/misses") == {"misses": []}
        self.asked(house, eve)
        (told,) = ada.told("/misses")["misses"]
        assert (told["wording"], told["askers"], told["count"]) == (self.QUESTION, 3, 6)
        assert set(told) == {"wording", "tags", "count", "askers", "first_asked_on", "last_asked_on"}

    def test_words_of_fewer_than_three_stay_with_operators(self, house: House) -> None:
        people = [house.somebody() for _ in range(3)]
        for one, place in zip(people, ("at acme-hangar-7", "at umbrella-base", "at initech-dock"), strict=True):
            self.asked(house, one, q=f"{self.QUESTION} {place}")
        told = str(people[0].told("/misses"))
        assert "zeppelin moorings" in told
        for name in ("acme", "umbrella", "initech"):
            assert name not in told
        (full,) = house.operator().told("/analytics/misses")["misses"]
        assert any(name in full["example"] for name in ("acme", "umbrella", "initech"))
        assert full["askers"] == 3

    def test_operators_see_what_one_asked_for(self, house: House) -> None:
        ada = house.somebody()
        self.asked(house, ada, q="mail ada@example.org about the zeppelin")
        (full,) = house.with_scopes("admin").told("/analytics/misses")["misses"]
        assert (full["example"], full["public_wording"], full["askers"]) == ("mail [email] about the zeppelin", None, 1)
        assert str(ada.id) not in str(full)
        assert ada.told("/misses") == {"misses": []}
        for other in (ada, house.with_scopes("moderate")):
            assert other.get("/analytics/misses").status_code == 403
