"""Where in a trace the words of a question stand: pieces of its fields as plain text, with positions. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.terms import distinct, located

FIELDS = ("title", "context_text", "solution_text", "tags")

PIECE_CHARACTERS = 160
"""Of one piece, not counting a word that is begun at its end."""

PIECES = 2
"""Of one field, those with most of the words."""

MOST_WORDS = 100
"""Told of one trace."""

Span = tuple[int, int]
"""[start, end) in characters."""


@dataclass(frozen=True)
class Piece:
    """A part of a field as it was written. `matches`: where the words of the question stand in it."""

    field: str
    text: str
    matches: tuple[Span, ...]


@dataclass(frozen=True)
class Highlights:
    """`words`: those of the question that stand in the trace, as they stand there, in lower case."""

    words: tuple[str, ...]
    pieces: tuple[Piece, ...]


def highlight(question: str, fields: Mapping[str, str | Sequence[str]]) -> Highlights:
    """What of the question stands in these fields of a trace, in the order of FIELDS. Linear in their length."""
    wanted = set(distinct(question))
    found: dict[str, None] = {}
    pieces: list[Piece] = []
    for name in FIELDS:
        value = fields.get(name, "")
        text = value if isinstance(value, str) else " ".join(value)
        spans = [span for span, terms in located(text) if not wanted.isdisjoint(terms)]
        found |= dict.fromkeys(text[start:end].lower() for start, end in spans)
        pieces += _best(name, text, spans)
    return Highlights(tuple(found)[:MOST_WORDS], tuple(pieces))


def _best(field: str, text: str, spans: Sequence[Span]) -> list[Piece]:
    """The pieces with most different words, the earlier first among equals, in the order of the text."""
    groups = _grouped(spans)
    richest = sorted(groups, key=lambda group: -len({text[start:end].lower() for start, end in group}))[:PIECES]
    return [_piece(field, text, group) for group in sorted(richest)]


def _grouped(spans: Sequence[Span]) -> list[list[Span]]:
    """Neighbours that fit into one piece, from left to right."""
    groups: list[list[Span]] = []
    for span in spans:
        if groups and span[1] - groups[-1][0][0] <= PIECE_CHARACTERS * 3 // 4:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def _piece(field: str, text: str, group: Sequence[Span]) -> Piece:
    first, last = group[0][0], group[-1][1]
    around = max(0, PIECE_CHARACTERS - (last - first)) // 2
    start = _blank_after(text, max(0, first - around), first)
    end = _blank_before(text, min(len(text), last + around), last)
    return Piece(field, text[start:end], tuple((left - start, right - start) for left, right in group))


def _blank_after(text: str, at: int, limit: int) -> int:
    """Where the next word begins, as a piece should not begin inside of one; `at` where there is no blank."""
    if at == 0:
        return 0
    return next((place + 1 for place in range(at, limit) if text[place].isspace()), at)


def _blank_before(text: str, at: int, limit: int) -> int:
    if at == len(text):
        return at
    return next((place for place in range(at, limit, -1) if text[place].isspace()), at)
