from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.bar import BAR, Bar, Judge

BAR_FOR_TESTS = Bar(words_weight=0.1, together=0.7, cosine_alone=0.6, words_alone=4.0)


@dataclass(frozen=True)
class Scored:
    similarity: float
    legs: dict[str, float] = field(default_factory=dict)


@pytest.mark.parametrize(
    ("text", "hits", "expected"),
    [
        ("E7777", [], False),
        ("E7777", [Scored(0.0, {"words": 4.0})], True),
        ("E7777", [Scored(0.0, {"words": 3.9})], False),
        ("two words", [Scored(0.0, {"words": 4.0})], False),
        ("two words", [Scored(0.0, {"words": 8.0})], True),
        ("in other words", [Scored(0.6, {"meaning": 9.0})], True),
        ("in other words", [Scored(0.59, {"meaning": 9.0})], False),
        ("so lala", [Scored(0.5, {"words": 4.0})], True),
        ("so lala", [Scored(0.5, {"words": 3.8})], False),
        ("so lala", [Scored(0.5), Scored(0.1), Scored(0.3, {"words": 8.0})], True),
        ("so lala", [Scored(0.5), Scored(0.0, {"words": 4.0})], False),
        ("Error at 0x1", [Scored(0.1, {"fingerprint": 1.0})], True),
    ],
)
def test_one_hit_must_clear_the_bar_by_itself(text: str, hits: list[Scored], expected: bool) -> None:
    judge = Judge(text, BAR_FOR_TESTS)
    assert any(judge.clears(hit) for hit in hits) is expected


@pytest.mark.parametrize(
    ("text", "fields", "expected"),
    [
        ("E7777", ["It stops with e7777."], True),
        ("E7777", ["It stops with E 7777.", "E777"], False),
        ("no  space\nleft", ["Disk", "write: No space left on device"], True),
        ("E77", ["E77"], False),
        ("rust", ["Trust is all that a rust crate has."], False),
        ("java 21", ["javascript 21", "java 213", "xjava 21"], False),
        ("java 21", ["It fails with (java 21)."], True),
        ("a.b[0]", ["aXb[0]", "it is a.b[0]"], True),
        ("a.b[0]", ["aXb[0]"], False),
        ("   ", ["   "], False),
        ("E7777", [], False),
    ],
)
def test_what_stands_in_a_trace_word_for_word(text: str, fields: list[str], expected: bool) -> None:
    assert Judge(text).stands_in(fields) is expected


COSINES, WORDS = st.floats(0, 1), st.floats(0, 15)


@given(COSINES, WORDS)
def test_the_bar_never_hides_a_strong_match_of_one_leg(cosine: float, words: float) -> None:
    assert BAR.is_cleared(max(cosine, BAR.cosine_alone), 0)
    assert BAR.is_cleared(0, max(words, BAR.words_alone))


@given(COSINES, WORDS, COSINES, WORDS)
def test_more_of_anything_clears_what_less_did(cosine: float, words: float, more: float, rarer: float) -> None:
    if BAR.is_cleared(cosine, words):
        assert BAR.is_cleared(max(cosine, more), max(words, rarer))
