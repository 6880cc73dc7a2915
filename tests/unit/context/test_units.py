"""Where a text may be cut."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.context.units import joined, split

LINES = st.lists(
    st.sampled_from(
        ["```py", "```", "````", "~~~", "  ```", "    ```", "- ```sh", "> ```", "1. item", "- item", "text. More text!",
         "x = `a. B` c", "", "<!-- open", "<pre>", "| a | b |", "# Head", "code ``` in line", "```a```", "\t", "==="]
    )
).map("\n".join)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Use pip, e.g. Black. Done", ["Use pip, e.g. Black.", "Done"]),
        ("Call `a. B` now. Then go", ["Call `a. B` now.", "Then go"]),
        ("version 3. is not an end", ["version 3. is not an end"]),
        ("A line\ngoes on. Next", ["A line\ngoes on.", "Next"]),
        ("1. First. More\n2. Second", ["1. First.", "More", "2. Second"]),
        ("これ。それ。", ["これ。", "それ。"]),
        ("Run:\n```sh\nls\n```\nDone.", ["Run:", "```sh\nls\n```", "Done."]),
        ("  ```py\n  a\n    b\n  ```", ["```py\na\n  b\n```"]),
        ("- ```sh\n  ls\n  ```", ["```sh\nls\n```"]),
        ("~~~\na ``` b\n~~~", ["````\na ``` b\n````"]),
        ("```\nnever closed", ["```\nnever closed\n```"]),
        ("```inline``` text", ["```inline``` text"]),
        ("", []),
    ],
)
def test_units(text: str, units: list[str]) -> None:
    assert [unit.text for unit in split(text)] == units


def test_a_mark_stands_for_what_is_missing() -> None:
    units = split("One. Two. Three.\n\n```py\nx\n```\n\nFour.")
    assert joined(units) == "One. Two. Three.\n\n```py\nx\n```\n\nFour."
    assert joined(units, [0, 2, 3]) == "One.\n\n[…] Three.\n\n```py\nx\n```\n\n[…]"
    assert joined(units, [3]) == "[…]\n\n```py\nx\n```\n\n[…]"


@settings(deadline=None)
@given(LINES, st.data())
def test_a_reader_of_markdown_sees_no_open_fence(text: str, data: st.DataObject) -> None:
    units = split(text)
    chosen = sorted(data.draw(st.sets(st.integers(0, len(units) - 1)))) if units else []
    for written in (joined(units), joined(units, chosen)):
        tokens = MarkdownIt().parse(f"{written}\n\nEND OF DATA\n")
        assert (tokens[-3].type, tokens[-2].content) == ("paragraph_open", "END OF DATA")


@settings(deadline=None)
@given(LINES)
def test_what_was_joined_splits_into_the_same(text: str) -> None:
    once = joined(split(text))
    assert joined(split(once)) == once


@pytest.mark.parametrize(
    "text",
    ["`" * 40_000, "`a``" * 10_000, "a. B" * 10_000, "> " * 20_000 + "```", "- " * 20_000, "\n- " * 10_000,
     "```\n" * 10_000, " " * 40_000, "1) " * 13_000 + "x", "<!--" * 10_000, "\n" * 40_000],
)  # fmt: skip
def test_time_grows_with_the_length_alone(text: str) -> None:
    began = process_time()
    joined(split(text))
    assert process_time() - began < 2
