import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.recent import MOST, REMEMBER_S, RecentKeys
from app.core.errors import NotAuthenticated
from app.core.principal import Principal

ADA = Principal(uuid.uuid4(), "key", frozenset({"read"}), has_email=True, is_admitted=False)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Book:
    """Whom keys belong to, and how often it was asked."""

    def __init__(self) -> None:
        self.good = {"good"}
        self.principal = ADA
        self.asked: list[str] = []

    def __call__(self, presented: str) -> Principal:
        self.asked.append(presented)
        if presented not in self.good:
            raise NotAuthenticated("Invalid API key")
        return self.principal


def test_a_good_key_is_asked_about_once_a_moment() -> None:
    book, clock = Book(), Clock()
    recent = RecentKeys(book, clock)
    assert [recent("good") for _ in range(3)] == [ADA] * 3
    assert book.asked == ["good"]
    clock.now = REMEMBER_S
    recent("good")
    assert book.asked == ["good", "good"]


def test_a_revoked_key_is_refused_a_second_later() -> None:
    book, clock = Book(), Clock()
    recent = RecentKeys(book, clock)
    recent("good")
    book.good.clear()
    clock.now = REMEMBER_S
    assert REMEMBER_S <= 1
    with pytest.raises(NotAuthenticated):
        recent("good")


@pytest.mark.parametrize(("ends_in_s", "asked"), [(-0.001, 2), (60, 1)])
def test_a_key_that_has_ended_meanwhile_is_not_remembered(ends_in_s: float, asked: int) -> None:
    told: list[str] = []

    def book(presented: str) -> Principal:
        told.append(presented)
        return replace(ADA, expires_at=datetime.now(UTC) + timedelta(seconds=ends_in_s))

    recent = RecentKeys(book, Clock())
    recent("good")
    recent("good")
    assert len(told) == asked


def test_a_bad_key_is_asked_about_each_time() -> None:
    book = Book()
    recent = RecentKeys(book, Clock())
    for _ in range(2):
        with pytest.raises(NotAuthenticated):
            recent("bad")
    assert book.asked == ["bad", "bad"]


def test_memory_is_bounded() -> None:
    book = Book()
    book.good = {str(n) for n in range(MOST + 10)}
    recent = RecentKeys(book, Clock())
    for n in range(MOST + 10):
        recent(str(n))
    assert len(recent._known) <= MOST


def test_what_does_not_serve_is_asked_for_again_and_remembered() -> None:
    book = Book()
    recent = RecentKeys(book, Clock())
    for _ in range(2):
        assert recent("good") == ADA
    assert [recent("good", lambda one: one.is_admitted) for _ in range(2)] == [ADA] * 2
    assert book.asked == ["good"] * 3
    book.principal = replace(ADA, is_admitted=True)
    assert recent("good", lambda one: one.is_admitted).is_admitted
    assert recent("good", lambda one: one.is_admitted).is_admitted
    assert recent("good").is_admitted
    assert book.asked == ["good"] * 4
