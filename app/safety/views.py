"""The same text as a reader sees it, as a decoder sees it, and with split literals put together."""

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from urllib.parse import unquote

_TERMINAL_COLOUR = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
# Controls, soft hyphens, joiners, direction marks, fillers, variation selectors, tags, combining accents.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]+"
)
# Full-width and mathematical letters, which fold to one character each.
_STYLED = re.compile("[\uff01-\uff5e\U0001d400-\U0001d7ff]")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_BACKSLASH = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([nrt])|([\"'`/\\]))")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});")
# A literal closed and opened again, with or without an operator; or a line that ends and goes on inside a word.
_SEAM = re.compile(
    r"[\"'`][ \t]{0,8}(?:[+.&][ \t]{0,8})?\\?(?:\r?\n[ \t]{0,80}(?:[+.&][ \t]{0,8})?)?[rbfu]?[\"'`]"
    r"|(?<=[\w+/=-])\\?\r?\n[ \t>#*|]{0,80}(?=[\w+/-])"
)


@dataclass(frozen=True)
class View:
    """A text and the offsets at which its lines start: `starts[0]` is 0, for line 1."""

    text: str
    starts: tuple[int, ...]

    def line(self, offset: int) -> int:
        """The line of the original, counted from 1, that holds the character at `offset`."""
        return bisect_right(self.starts, offset)


def plain(text: str) -> View:
    """Without characters that don't show; lines end at LF."""
    return _view(_shown(text))


def decoded(text: str) -> View | None:
    """Percent, backslash and HTML escapes resolved, twice where doubly escaped; None where there are none."""
    once = _unescaped(text)
    return None if once == text else _view(_shown(_unescaped(once)))


def joined(view: View) -> View | None:
    """Neighbouring string literals and lines broken inside a word put together; None where there are none."""
    pieces: list[str] = []
    starts = [0]
    done = length = 0
    for seam in _SEAM.finditer(view.text):
        _append(view.text[done : seam.start()], pieces, starts, length)
        length += seam.start() - done
        starts.extend([length] * seam.group().count("\n"))
        done = seam.end()
    if not done:
        return None
    _append(view.text[done:], pieces, starts, length)
    return View("".join(pieces), tuple(starts))


def _append(piece: str, pieces: list[str], starts: list[int], offset: int) -> None:
    starts.extend(offset + newline.end() for newline in re.finditer("\n", piece))
    pieces.append(piece)


def _view(text: str) -> View:
    return View(text, (0, *(newline.end() for newline in re.finditer("\n", text))))


def _shown(text: str) -> str:
    shown = _INVISIBLE.sub("", _TERMINAL_COLOUR.sub("", text))
    return shown if shown.isascii() else _STYLED.sub(lambda m: unicodedata.normalize("NFKC", m.group()), shown)


def _unescaped(text: str) -> str:
    """Never adds or removes a line break, so that lines keep their numbers."""
    if "%" in text:
        text = _PERCENT.sub(lambda m: _one_line(unquote(m.group())), text)
    if "\\" in text:
        text = _BACKSLASH.sub(_backslash, text)
    if "&" in text:
        text = _ENTITY.sub(lambda m: _one_line(html.unescape(m.group())), text)
    return text


def _backslash(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2]
    if code:
        return _one_line(chr(int(code, 16)))
    return " " if escape[3] else escape[4]


def _one_line(text: str) -> str:
    return text.replace("\n", " ")
