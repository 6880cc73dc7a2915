"""Filling the room of a budget with traces. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.context.counting import NOTHING, Ruler, Size
from app.context.pieces import FULL, Body, Source
from app.context.rules import BUDGET, Candidate, LeftOut
from app.context.writing import Cited, Writer

MOST_PIECES, MOST_LISTED = 20, 10
SHARE = 0.5
"""Of the room that is left, what one trace may take while others wait (docs/adr/0015-context-packs.md)."""
LISTED = 0.1
"""Share of the room kept for naming what was left out."""


@dataclass(frozen=True)
class Pack:
    """What is given, in order; what was left out and is listed, and how much is not; the answer as it was measured."""

    pieces: Sequence[Cited]
    left_out: Sequence[LeftOut]
    more: int
    text: str
    size: Size


@dataclass
class _Taken:
    source: Source
    body: Body


def pack(
    candidates: Sequence[Candidate],
    left_out: Sequence[LeftOut],
    first: int,
    budget: int,
    ruler: Ruler,
    writer: Writer,
    *,
    matched: bool,
) -> Pack:
    """The pack for `budget` tokens of `candidates`, most wanted first, of which `first` are the best of a sub-query.

    `left_out` were left out for other reasons.
    `matched`: the candidates are good, not merely the nearest. Never larger than the budget, which is at least what the
    frame takes.
    """
    room = ruler.room(budget)
    free = room.minus(ruler.size(writer.frame()))
    reserved = free.times(LISTED) if candidates or left_out else NOTHING
    pieces, dropped, left = _fill(candidates, first, free.minus(reserved), ruler, writer)
    everything = [*dropped, *left_out]
    listed = _list(everything, left.plus(reserved), ruler, writer)
    while True:
        text = writer.write(pieces, listed, len(everything) - len(listed), matched=matched)
        size = ruler.size(text)
        if size.fits(room) or not (pieces or listed):
            return Pack(pieces, listed, len(everything) - len(listed), text, size)
        # Sizes add up, or nearly: a tokenizer that isn't quite additive costs an entry, never the promise.
        if listed:
            listed = listed[:-1]
        else:
            last = pieces[-1].candidate
            pieces = pieces[:-1]
            everything = [LeftOut(last.id, last.title, BUDGET), *everything]


def _fill(
    candidates: Sequence[Candidate], first: int, room: Size, ruler: Ruler, writer: Writer
) -> tuple[list[Cited], list[LeftOut], Size]:
    """Each candidate, in order, gets its share; what is left over goes to the first ones that are still cut."""
    taken: list[_Taken] = []
    dropped: list[LeftOut] = []
    alike = room.times((1 - (1 - SHARE) ** first) / first) if first else room
    for index, candidate in enumerate(candidates):
        cut = None
        left = room.minus(ruler.size(writer.around(candidate))) if len(taken) < MOST_PIECES else NOTHING
        if left.wordpieces > 0 and left.bytes > 0:
            source = Source(candidate, ruler, writer.encode)
            share = alike if index < first else left.times(SHARE)
            # Less than its core is seldom of use: rather one trace less.
            least = source.core if source.core.fits(left) else NOTHING
            cut = source.within(_meet(min, left, _meet(max, share, least)))
        if cut is None:
            dropped.append(LeftOut(candidate.id, candidate.title, BUDGET))
        else:
            taken.append(_Taken(source, cut))
            room = left.minus(cut.size)
    for each in taken:
        if each.body.part != FULL:
            before = each.body.size
            each.body = each.source.within(room.plus(before)) or each.body
            room = room.plus(before).minus(each.body.size)
    return [Cited(each.source.candidate, each.body) for each in taken], dropped, room


def _meet(of: Callable[[int, int], int], one: Size, other: Size) -> Size:
    return Size(of(one.wordpieces, other.wordpieces), of(one.bytes, other.bytes))


def _list(everything: Sequence[LeftOut], room: Size, ruler: Ruler, writer: Writer) -> list[LeftOut]:
    # The heading of the list, and the line that says how many more.
    room = room.minus(Size(40, 100))
    listed: list[LeftOut] = []
    for left_out in everything[:MOST_LISTED]:
        size = ruler.size(writer.listed(left_out))
        if not size.fits(room):
            break
        room = room.minus(size)
        listed.append(left_out)
    return listed
