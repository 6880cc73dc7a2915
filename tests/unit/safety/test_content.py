import pytest

from app.safety.content import husk

REAL = "Pip refuses to install into the system's Python; use a virtual environment."


@pytest.mark.parametrize(
    "nothing",
    [
        "...",
        "TODO",
        "todo.",
        "N/A",
        "n/a",
        "[describe the problem]",
        "<your solution here>",
        "- [ ] ",
        "TBD",
        "xxx",
        "12345",
        "**Context**\n\n[what happened]",
        "{{ context }}",
        "## Solution\n\nTODO",
        "None",
        "Your solution here",
        "Lorem ipsum dolor",
    ],
)
def test_empty_forms_are_named(nothing: str) -> None:
    assert husk("A title that says something", nothing, REAL) is not None
    assert husk("A title that says something", REAL, nothing) is not None


@pytest.mark.parametrize(
    "text",
    [
        REAL,
        "pip install -U pip",
        "`make clean`",
        "rm -rf node_modules",
        "Use [the docs](https://docs.acme.io)",
        "再起動する",
        "TODO comments break the parser",
        "None of the workers starts",
        "Set x to [1, 2]",
        "<div> needs a key",
    ],
)
def test_short_texts_that_say_something_pass(text: str) -> None:
    assert husk("Build fails on CI", text, REAL) is None
    assert husk("Build fails on CI", REAL, text) is None


def test_the_same_text_three_times_is_a_husk() -> None:
    assert husk("Fix it", "fix it.", " Fix  it ") is not None
    assert husk("Fix it", "fix it.", "Restart the worker") is None
