from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.reputation.rules import Evidence
from app.staleness import rules
from app.staleness.ecosystems import NPM, PYPI, Library
from app.staleness.rules import OutdatedVotes, Subject, Watch
from app.staleness.statements import Statement
from app.staleness.versions import OPEN

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PYDANTIC, DJANGO, REACT = Library(PYPI, "pydantic"), Library(PYPI, "django"), Library(NPM, "react")
NEWEST = {PYDANTIC: (2, 11, 1), DJANGO: (6, 0), REACT: (19, 1, 0)}


def pins(library: Library, major: float) -> Statement:
    return Statement(library, major, pinned=True)


def about(library: Library, major: float) -> Statement:
    return Statement(library, major, pinned=False)


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        ({}, None),
        ({"statements": (pins(PYDANTIC, 1),)}, "pins pydantic 1, current is 2"),
        ({"statements": (about(DJANGO, 4),)}, "is about django 4, current is 6"),
        ({"statements": (pins(PYDANTIC, 2),)}, None),
        ({"statements": (pins(PYDANTIC, 3),)}, None),
        ({"statements": (pins(PYDANTIC, OPEN),)}, None),
        ({"statements": (pins(Library(PYPI, "unknown"), 1),)}, None),
        (
            {"statements": (pins(PYDANTIC, 1), pins(REACT, 17))},
            "pins react 17, current is 19; pins pydantic 1, current is 2",
        ),
        ({"watch": Watch("django", DJANGO, (6,))}, "django 6 was watched for and is released"),
        ({"watch": Watch("django", DJANGO, (6, 1))}, None),
        ({"watch": Watch("python", None, (4,))}, None),
        ({"review_after": NOW}, "review was due on 2026-06-01"),
        ({"review_after": NOW + timedelta(seconds=1)}, None),
        ({"votes": OutdatedVotes(2, Evidence(negative=333, newcomers_negative=100))}, "voted outdated"),
        # One alone, and however many newcomers.
        ({"votes": OutdatedVotes(1, Evidence(negative=800))}, None),
        ({"votes": OutdatedVotes(500, Evidence(newcomers_negative=50_000))}, None),
        # As much, and more, that found it good since.
        ({"votes": OutdatedVotes(2, Evidence(800, 700, newcomers_negative=100))}, None),
        ({"votes": OutdatedVotes(2, Evidence(700, 700, newcomers_negative=100))}, "voted outdated"),
        # Newcomers can't shout it down either.
        ({"votes": OutdatedVotes(2, Evidence(0, 900, 50_000, 0))}, "voted outdated"),
        (
            {
                "statements": (pins(REACT, 17),),
                "review_after": NOW - timedelta(days=31),
                "votes": OutdatedVotes(2, Evidence(negative=1600)),
            },
            "pins react 17, current is 19; review was due on 2026-05-01; voted outdated",
        ),
    ],
)
def test_stale_reason(subject: dict[str, Any], reason: str | None) -> None:
    assert rules.stale_reason(Subject(**subject), NEWEST, NOW) == reason


def test_a_watched_release_that_a_registry_knows_is_told_however_the_language_is_called() -> None:
    python = Library(PYPI, "python")
    assert rules.stale_reason(Subject(watch=Watch("python", python, (4,))), {python: (4, 0, 0)}, NOW)


@pytest.mark.parametrize(
    ("condition", "ecosystem", "expected"),
    [
        ("django >= 6", None, Watch("django", DJANGO, (6,))),
        ("Django>=6.1", None, Watch("django", DJANGO, (6, 1))),
        ("python 4", PYPI, Watch("python", None, (4,))),
        ("when react 20 is released", None, Watch("react", REACT, (20,))),
        ("httpx 1.0", PYPI, Watch("httpx", Library(PYPI, "httpx"), (1, 0))),
        ("httpx 1.0", None, Watch("httpx", None, (1, 0))),
        ("@angular/core v21", NPM, Watch("@angular/core", Library(NPM, "@angular/core"), (21,))),
        ("--index-url 6", PYPI, None),
        ("until the vendor answers ticket 5 of mine", None, None),
        ("django < 6", None, None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_watch(condition: str | None, ecosystem: str | None, expected: Watch | None) -> None:
    assert rules.watch(condition, ecosystem) == expected


def test_only_what_can_matter_is_asked() -> None:
    subject = Subject((pins(PYDANTIC, 1), about(DJANGO, OPEN)), Watch("react", REACT, (20,)))
    assert list(rules.questions(subject)) == [PYDANTIC, REACT]
    assert list(rules.questions(Subject(watch=Watch("python", None, (4,))))) == []
