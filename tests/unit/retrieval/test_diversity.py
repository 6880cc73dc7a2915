import uuid
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.retrieval.diversity import COPY_SHARE, MOST_OF_ONE, TOP, crowding, varied
from search.results import Hit

AUTHORS = {name: uuid.UUID(int=ord(name)) for name in "abcdef"}


def hits(written: str) -> list[Hit]:
    """`a1 b2 -2`: author and shape of each hit; `-` for the seed library, no digit for no shape."""
    return [
        Hit(uuid.UUID(int=n), 1.0, 0.5, ("words",), AUTHORS.get(word[0]), tuple(word[1:]))
        for n, word in enumerate(written.split())
    ]


def order(found: Sequence[Hit]) -> list[int]:
    return [hit.id.int for hit in found]


@pytest.mark.parametrize(
    ("written", "capped", "expected"),
    [
        ("", "", []),
        ("a b c", "", [0, 1, 2]),
        ("a1 b2 c1 d3", "", [0, 1, 3, 2]),
        ("a1 b1 c1", "", [0, 1, 2]),
        ("a12 b2 c3", "", [0, 2, 1]),
        ("a a a b", "", [0, 1, 2, 3]),
        ("a a a b", "a", [0, 1, 3, 2]),
        ("a a a a a a", "a", [0, 1, 2, 3, 4, 5]),
        ("a a a b b b c", "ab", [0, 1, 3, 4, 6, 2, 5]),
        ("- - - - - - a", "a", [0, 1, 2, 3, 4, 5, 6]),
        ("a a b c d a e", "a", [0, 1, 2, 3, 4, 5, 6]),
        ("a1 b c d e f a b c d e1 f", "", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 10]),
    ],
)
def test_order(written: str, capped: str, expected: list[int]) -> None:
    assert order(varied(hits(written), {AUTHORS[name] for name in capped})) == expected


@pytest.mark.parametrize(
    ("score", "expected"), [(1.0, [0, 2, 1]), (COPY_SHARE, [0, 2, 1]), (COPY_SHARE - 0.01, [0, 1, 2]), (0.1, [0, 1, 2])]
)
def test_a_copy_falls_behind_what_is_nearly_as_good_only(score: float, expected: list[int]) -> None:
    first, copy, other = hits("a1 b1 c2")
    assert order(varied([first, copy, replace(other, score=score)])) == expected


def test_only_who_could_fill_the_top_is_asked_about() -> None:
    assert crowding(hits("a a a b b - - -")) == {AUTHORS["a"]}


@given(
    st.lists(st.tuples(st.sampled_from("abc-"), st.sampled_from(["", "1", "2", "12"])), max_size=30),
    st.sets(st.sampled_from("abc")),
)
def test_nothing_is_lost_and_no_page_changes(words: list[tuple[str, str]], names: set[str]) -> None:
    given_hits = hits(" ".join(author + shape for author, shape in words))
    capped = {AUTHORS[name] for name in names}
    found = varied(given_hits, capped)
    for start in range(0, len(found), 10):
        assert set(order(found[start : start + 10])) == set(order(given_hits[start : start + 10]))
    others = sum(hit.author not in capped for hit in found[:10])
    for author in capped:
        if others >= TOP - MOST_OF_ONE:
            assert sum(hit.author == author for hit in found[:TOP]) <= max(MOST_OF_ONE, TOP - others)
