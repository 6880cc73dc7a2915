import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.terms import LONGEST, distinct, singular, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ports in use", ["port", "in", "use"]),
        ("getUserById", ["getuserbyid", "get", "user", "by", "id"]),
        ("HTTPServer", ["httpserver", "http", "server"]),
        ("snake_case", ["snake_case", "snake", "case"]),
        ("os.path.join(a)", ["os.path.join", "os", "path", "join", "a"]),
        ("--no-cache", ["--no-cache", "no", "cache"]),
        ("rm -rf x", ["rm", "-rf", "x"]),
        ("v1.2.3", ["v1.2.3", "1.2.3"]),
        ("python3.12", ["python3.12", "python", "3.12"]),
        ("E0382, TS2345", ["e0382", "ts2345", "ts"]),
        ("kebab-case", ["kebab", "case"]),
        ("C++ or C#", ["c++", "or", "c#"]),
        ("user's, it\u2019s, don't", ["user", "it", "don't"]),
        ("ModuleNotFoundError: No", ["modulenotfounderror", "module", "not", "found", "error", "no"]),
        ("数据 error", ["数", "据", "error"]),
        ("naïveCafé", ["naïvecafé", "naïve", "café"]),
        ("std::vec<T>", ["std", "vec", "t"]),
        ("... --- ?", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert list(terms(text)) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("libraries", "library"),
        ("caches", "cache"),
        ("ports", "port"),
        ("class", "class"),
        ("status", "status"),
        ("aliases", "aliase"),
        ("gas", "gas"),
        ("heroes", "heroe"),
    ],
)
def test_singular(word: str, expected: str) -> None:
    assert singular(word) == expected


def test_a_part_of_a_name_finds_the_name() -> None:
    assert set(terms("user name")) <= set(terms("def get_user(self, userNames):"))


def test_a_repeated_word_is_asked_for_once() -> None:
    assert distinct("port in use: port 80, Ports") == ("port", "in", "use", "80")


@given(st.text(max_size=300))
def test_terms_are_short_lower_case_and_have_no_blanks(text: str) -> None:
    for term in terms(text):
        assert term == term.lower()
        assert len(term) > 0
        assert not any(sign.isspace() for sign in term)


@given(st.text(alphabet=st.characters(codec="ascii"), max_size=300))
def test_whole_terms_stand_alike_in_the_index(text: str) -> None:
    assert " ".join(terms(text)).split() == list(terms(text))


def test_a_very_long_word_is_cut() -> None:
    assert list(terms("x" * 10_000)) == ["x" * LONGEST]


@pytest.mark.parametrize("piece", ["aB", "-a", "a.b", "a.", "_", "'", "x", "-", "1.", "字"])
def test_time_is_linear(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    assert sum(1 for _ in terms(text)) >= 0
    assert time.process_time() - started < 1.0
