import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.amendments import rules
from app.amendments.rules import Decider, difference, may_decide


@pytest.mark.parametrize(
    ("decider", "expected"),
    [
        (Decider(), False),
        (Decider(is_author=True), True),
        (Decider(is_author=True, is_submitter=True), True),
        (Decider(is_moderator=True), True),
        (Decider(is_established=True), True),
        (Decider(is_established=True, is_submitter=True), False),
        (Decider(is_submitter=True), False),
    ],
)
def test_who_may_decide(decider: Decider, expected: bool) -> None:
    assert may_decide(decider) is expected


def patched(before: str, diff: str) -> str:
    """What the hunks of one field make of a text."""
    old, made, at = before.split("\n"), [], 0
    for line in diff.split("\n")[2:]:
        header = re.fullmatch(r"@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@", line)
        if header:
            start = int(header[1]) - (header[2] != "0")
            made += old[at:start]
            at = start
        elif line[0] == "+":
            made.append(line[1:])
        else:
            assert old[at] == line[1:]
            made += [line[1:]] if line[0] == " " else []
            at += 1
    return "\n".join(made + old[at:])


texts = st.lists(st.sampled_from(["", "a", "b", "@@ -1 +1 @@", "-c", "+c", "long\r"]), max_size=30).map("\n".join)


@given(texts, texts)
def test_a_difference_leads_from_the_one_to_the_other(before: str, after: str) -> None:
    told = difference({"solution_text": before}, {"solution_text": after}).text
    assert (patched(before, told) if told else before) == after


@pytest.mark.parametrize("bound", [0, 12])
def test_so_does_one_that_is_too_long_to_be_compared(bound: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_COMPARED", bound)
    before = "\n".join(f"line {n}" for n in range(40))
    after = before.replace("line 20", "other").replace("line 30", "more\nof it")
    assert patched(before, difference({"title": before}, {"title": after}).text) == after


def test_a_difference_reads_well() -> None:
    before = {"title": "Old", "solution_text": "\n".join("abcdefghij"), "tags": "python"}
    after = before | {"title": "New", "solution_text": "\n".join("abcdeXghij")}
    assert difference(before, after).text.split("\n") == [
        "--- title", "+++ title", "@@ -1 +1 @@", "-Old", "+New",
        "--- solution_text", "+++ solution_text", "@@ -3,7 +3,7 @@",
        " c", " d", " e", "-f", "+X", " g", " h", " i",
    ]  # fmt: skip
    assert difference(before, before) == rules.Difference("", is_cut=False)


def test_the_worst_text_takes_bounded_time_and_room() -> None:
    # Every second of many different lines: difflib alone takes half a minute for this.
    before = "\n".join(chr(0x4E00 + n) for n in range(20_000))
    after = "\n".join(chr(0x4E00 + n) if n % 2 else chr(0xAC00 + n % 11_000) for n in range(20_000))
    started = time.perf_counter()
    told = difference({"solution_text": before}, {"solution_text": after})
    assert time.perf_counter() - started < 1
    assert (len(told.text), told.is_cut) == (rules.MOST_CHARACTERS, True)
