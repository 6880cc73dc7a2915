import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.versions import MOST_CHARACTERS, intervals, section, stated

SAMPLES = ["0.2.3", "0.3.0", "1.10.4", "2.0.0", "2.9.9", "3.0.0", "3.11.9", "3.12.0", "4.0.0", "17.0.2", "18.2.0"]


def within(statement: str) -> list[str]:
    """Which of the sample versions a statement lets in."""
    found = intervals(statement)
    points = {each: intervals(f"=={each}")[0].low for each in SAMPLES}
    return [each for each, point in points.items() if any(one.low <= point <= one.high for one in found)]


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (">=3,<4", ["3.0.0", "3.11.9", "3.12.0"]),
        (">=3 <4", ["3.0.0", "3.11.9", "3.12.0"]),
        (">= 3, < 4", ["3.0.0", "3.11.9", "3.12.0"]),
        ("3", ["3.0.0", "3.11.9", "3.12.0"]),
        ("3.x", ["3.0.0", "3.11.9", "3.12.0"]),
        ("v3.12", ["3.12.0"]),
        ("==1.10.*", ["1.10.4"]),
        ("^0.2.1", ["0.2.3"]),
        ("^17.0.1", ["17.0.2"]),
        ("~1.10.2", ["1.10.4"]),
        ("~=3.11", ["3.11.9", "3.12.0"]),
        ("~=3.11.0", ["3.11.9"]),
        (">3.12", ["4.0.0", "17.0.2", "18.2.0"]),
        ("<=3.11", ["0.2.3", "0.3.0", "1.10.4", "2.0.0", "2.9.9", "3.0.0", "3.11.9"]),
        ("<1 || >=18", ["0.2.3", "0.3.0", "18.2.0"]),
        ("17+", ["17.0.2", "18.2.0"]),
        ("1.10 - 2.9", ["1.10.4", "2.0.0", "2.9.9"]),
        ("2.0.0rc1", ["2.0.0"]),
        ("*", SAMPLES),
        ("!=3.0.0", SAMPLES),
        ("latest", []),
        ("", []),
        ("<0", []),
        (">4,<3", []),
        ("GNU 4.x and BSD", []),
        (">=1 || whatever", []),
        ("1" * (MOST_CHARACTERS + 1), []),
    ],
)
def test_a_statement_lets_versions_in(statement: str, expected: list[str]) -> None:
    assert within(statement) == expected


@given(st.text(max_size=120))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    for each in intervals(text):
        assert 0 <= each.low <= each.high < 1 << 32


@given(st.text(max_size=20), st.text(max_size=20))
def test_libraries_have_sections_of_their_own(one: str, other: str) -> None:
    (everything,) = intervals("*")
    low, high = section(one, everything)
    assert 0 <= low < high < 1 << 63
    if one.strip().lower() == other.strip().lower():
        assert section(other, everything) == (low, high)
    else:
        other_low, other_high = section(other, everything)
        assert other_high < low or other_low > high


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({}, {}),
        ({"versions": {"django": ">=4"}}, {"django": ">=4"}),
        ({"versions": {"Django": "4.2", "spf": "RFC 7208"}}, {"django": "4.2"}),
        ({"library": "react", "library_version": "18"}, {"react": "18"}),
        ({"library": "react", "library_version": 18}, {"react": "18"}),
        ({"versions": {"node": True, "deno": None, "bun": 1.1}}, {"bun": "1.1"}),
        ({"versions": "3.12", "library": 7, "library_version": "1"}, {}),
    ],
)
def test_metadata_states_versions(metadata: dict[str, object], expected: dict[str, str]) -> None:
    wanted = {section(name, each) for name, statement in expected.items() for each in intervals(statement)}
    assert set(stated(metadata)) == wanted
