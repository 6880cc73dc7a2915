"""Text as the pieces that it may be cut into: sentences, lines of lists and tables, whole code blocks. Pure.

Linear in the length of the text, but for a logarithm.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

GAP = "[…]"
"""Stands where units were left out."""

# A fence may open inside list items and quotes (CommonMark 0.31, 4.5).
_OPENING = re.compile(
    r"(?P<prefix>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*)(?P<fence>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)"
)
_OWN_LINE = re.compile(r"[ \t]*(?:[-*+][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\||>|=+$|-+$)|[ ]{4}|\t")
_SENTENCE_END = re.compile(r"(?:(?<=[.!?])[)\"'\]*_]{0,4}\s+(?=[\"'`(\[*_]{0,4}[A-Z0-9])|(?<=[。！？])\s*)")  # noqa: RUF001
# After these a point ends no sentence: abbreviations, and the number of a list's item.
_NO_END = re.compile(r"(?:(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|approx|resp|No|St|Dr|Mr|Ms)|^\s*\d{1,9})\.$")
# Raw HTML that would go on beyond a blank line (CommonMark 0.31, 4.6), comments above all.
_HTML = re.compile(r"<(?=!|\?|/?(?:script|pre|style|textarea)\b)", re.IGNORECASE)
_BACKTICKS = re.compile("`+")
_LONGEST_INFO = 40


@dataclass(frozen=True)
class Unit:
    """What is never cut. `joint` is what stands before it where it follows its predecessor."""

    text: str
    joint: str
    code: str | None = None
    """For a code block, its language as its author named it, which may be none: ''. None for prose."""

    @property
    def is_code(self) -> bool:
        return self.code is not None


def split(text: str) -> list[Unit]:
    """Units in order. Code blocks stand at the margin, between fences longer than any run of backticks in them."""
    lines = text.split("\n")
    units: list[Unit] = []
    at = 0
    paragraph: list[str] = []
    after_blank = False
    for index, line in enumerate(lines):
        if index < at:
            continue
        opening = _OPENING.match(line)
        own_line = _OWN_LINE.match(line) is not None
        if paragraph and (opening or own_line or not line.strip()):
            _add_prose(units, paragraph, after_blank=after_blank)
            paragraph, after_blank = [], False
        if opening:
            body, at = _body(lines, index, opening)
            units.append(_code(body, opening["info"]))
            after_blank = True
        elif not line.strip():
            after_blank = True
        else:
            paragraph.append(line)
    if paragraph:
        _add_prose(units, paragraph, after_blank=after_blank)
    if units:
        units[0] = Unit(units[0].text, "", units[0].code)
    return units


def joined(units: Sequence[Unit], chosen: Sequence[int] | None = None) -> str:
    """The units, or those at the `chosen` ascending positions, with a mark where others are missing."""
    if chosen is None or len(chosen) == len(units):
        return "".join(unit.joint + unit.text for unit in units)
    parts: list[str] = []
    expected = 0
    for position in chosen:
        unit = units[position]
        if position == expected:
            parts.append(unit.joint if parts else "")
        else:
            parts.append(gap_before(unit) if parts else GAP + _apart(unit))
        parts.append(unit.text)
        expected = position + 1
    if expected < len(units):
        parts.append(("\n\n" if units[expected - 1].is_code else " ") + GAP if parts else GAP)
    return "".join(parts)


def gap_before(unit: Unit) -> str:
    """What stands before a unit whose predecessor is missing: the most that the mark can cost."""
    return "\n\n" + GAP + _apart(unit)


def _apart(unit: Unit) -> str:
    return " " if unit.joint == " " and not unit.is_code else "\n\n"


def _body(lines: Sequence[str], start: int, opening: re.Match[str]) -> tuple[list[str], int]:
    """Lines of the code block that opens at `start`, without its indentation, and the line after it."""
    fence = opening["fence"]
    closing = re.compile(rf"[ \t>]*{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
    width = len(opening["prefix"])
    body: list[str] = []
    for index in range(start + 1, len(lines)):
        if closing.match(lines[index]):
            return body, index + 1
        head = lines[index][:width]
        kept = head.lstrip(" \t>" if ">" in opening["prefix"] else " \t")
        body.append(kept + lines[index][width:])
    return body, len(lines)


def _code(body: Sequence[str], info: str) -> Unit:
    text = "\n".join(body)
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    language = info.replace("`", "").strip()[:_LONGEST_INFO].strip()
    return Unit(f"{fence}{language}\n{text}\n{fence}" if body else f"{fence}{language}\n{fence}", "\n\n", language)


def _add_prose(units: list[Unit], paragraph: Sequence[str], *, after_blank: bool) -> None:
    joint = "\n\n" if after_blank else "\n"
    for sentence in _sentences(_HTML.sub("&lt;", "\n".join(paragraph))):
        units.append(Unit(sentence, joint))
        joint = " "


def _sentences(paragraph: str) -> Iterator[str]:
    start = 0
    spans = _code_spans(paragraph)
    for match in _SENTENCE_END.finditer(paragraph):
        head = paragraph[start : match.end()].rstrip()
        if not head or match.end() == len(paragraph) or _inside(spans, match.start()):
            continue
        if _NO_END.search(head if len(head) < 12 else f"x{head[-10:]}"):
            continue
        yield head
        start = match.end()
    yield paragraph[start:].rstrip()


def _code_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of inline code, in order: a run of backticks up to the next run of the same length."""
    runs = [(match.start(), match.end()) for match in _BACKTICKS.finditer(text)]
    next_alike: dict[int, int] = {}
    closing: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        closing[index] = next_alike.get(length)
        next_alike[length] = index
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(runs):
        end = closing[index]
        if end is not None:
            spans.append((runs[index][0], runs[end][1]))
            index = end
        index += 1
    return spans


def _inside(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    at = bisect_right(spans, (offset, len(spans) + offset)) - 1
    return at >= 0 and spans[at][0] < offset < spans[at][1]
