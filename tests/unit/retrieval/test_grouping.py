"""Which wordings are one need, and which of their words are told."""

import numpy as np
import pytest

from app.retrieval.grouping import SAME_NEED, assign, normal, public_wording, shared_tags
from search.embeddings import Vectors

A, B, C, D = (bytes([n]) for n in range(4))


def at(*degrees: float) -> Vectors:
    radians = np.radians(degrees)
    return np.stack([np.cos(radians), np.sin(radians)], axis=1).astype(np.float32)


BAR = float(np.degrees(np.arccos(SAME_NEED)))


@pytest.mark.parametrize(
    ("degrees", "places"),
    [
        ([0, 10, 5], [0, 0, 0]),
        ([0, 90, 1, 91], [0, 1, 0, 1]),
        ([0, BAR + 1], [0, 1]),
        ([0, BAR - 1], [0, 0]),
        ([], []),
    ],
)
def test_near_wordings_share_a_group(degrees: list[float], places: list[int]) -> None:
    found, centres = assign(at(*degrees), [])
    assert found == places
    assert len(centres) == len(set(places))


def test_a_centre_is_the_sum_of_its_members_and_moves() -> None:
    first, centres = assign(at(0), [])
    found, moved = assign(at(20, 90), centres)
    assert (first, found) == ([0], [0, 1])
    assert np.allclose(moved[0], at(0)[0] + at(20)[0])
    assert np.allclose(centres[0], at(0)[0])


def test_the_nearest_of_two_is_taken() -> None:
    found, _ = assign(at(35), list(at(0, 40)))
    assert found == [1]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            [(A, "prisma migrate drift"), (B, "Prisma migrate drift"), (C, "prisma migrate drift")],
            "prisma migrate drift",
        ),
        ([(A, "acme shop prisma drift"), (B, "prisma drift in lab"), (C, "Prisma drift")], "Prisma drift"),
        ([(A, "prisma acme drift"), (B, "prisma foo bar drift"), (C, "prisma x y drift")], "prisma … drift"),
        ([(A, "prisma drift"), (A, "prisma drift now"), (B, "prisma drift")], None),
        ([(A, "one thing"), (B, "another matter"), (C, "third question")], None),
        ([], None),
    ],
)
def test_only_words_of_enough_askers_are_shown(said: list[tuple[bytes, str]], shown: str | None) -> None:
    assert public_wording(said, 3) == shown


def test_tags_too() -> None:
    asked = [(A, ["python", "acme"]), (B, ["python"]), (C, ["python", "redis"]), (C, ["acme"]), (D, ["redis"])]
    assert shared_tags(asked, 3) == ["python"]
    assert shared_tags(asked, 2) == ["python", "acme", "redis"]


def test_a_wording_is_one_short_line() -> None:
    assert normal("  a\n\n b\tc ") == "a b c"
    assert len(normal("x y " * 200)) <= 300
