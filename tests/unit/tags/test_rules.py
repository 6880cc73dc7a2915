import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tags import rules


@pytest.mark.parametrize(
    ("sent", "normal"),
    [
        ("Python", "python"),
        ("  py ", "python"),
        ("JS", "javascript"),
        ("K8s", "kubernetes"),
        ("c++", "cpp"),
        ("next.js", "next.js"),
        ("NextJS", "next.js"),
        ("unit testing", "unit-testing"),
        ("ci/cd", "ci-cd"),
        ("under_score", "under_score"),
        ("a" * 60, "a" * 50),
        ("", None),
        ("   ", None),
        ("drop table;", None),
        ("日本語", None),
        ("no\x00nul", None),
    ],
)
def test_normal_form(sent: str, normal: str | None) -> None:
    assert rules.normalise(sent) == normal


@given(st.text(max_size=120))
def test_normalising_twice_changes_nothing(tag: str) -> None:
    once = rules.normalise(tag)
    if once is not None:
        assert rules.normalise(once) == once
        assert len(once) <= rules.MAX_LENGTH


def test_repeats_are_dropped_and_changes_are_told() -> None:
    tags = rules.normalise_all(["Python", "python", "py", "!!", "redis"])
    assert tags.names == ("python", "redis")
    assert tags.changed == {"Python": "python", "py": "python"}
    assert tags.dropped == ("!!",)
