"""One trace as part of a pack: whole, or what matters most of it for the room there is. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.context.counting import Ruler, Size
from app.context.fencing import safe
from app.context.rules import Candidate
from app.context.units import Unit, gap_before, joined, split

FULL, ESSENTIAL = "full", "essential"

_HEADINGS = ("**Problem**\n\n", "\n\n**Solution**\n\n")
_OUTPUT = frozenset({"", "text", "txt", "console", "output", "log", "plain", "plaintext", "traceback"})
"""Languages of blocks that show what a screen said rather than what to do."""

Encode = Callable[[str], str]
"""How a text is written in the answer: as it is in Markdown, escaped in JSON. It must commute with concatenation."""


@dataclass(frozen=True)
class Body:
    """A trace's text: `size` counts it encoded; `part` is `full` or `essential`."""

    text: str
    size: Size
    part: str


def main_code(units: Sequence[Unit]) -> int | None:
    """Position of the first code block that says what to do, else of the first; None without code."""
    code = [position for position, unit in enumerate(units) if unit.is_code]
    telling = [position for position in code if (units[position].code or "").lower() not in _OUTPUT]
    return next(iter(telling or code), None)


class Source:
    """A trace ready to be cut. Parsed once; measured only as far as the room in question reaches."""

    def __init__(self, candidate: Candidate, ruler: Ruler, encode: Encode) -> None:
        self.candidate = candidate
        self._ruler = ruler
        self._encode = encode
        problem, solution = (
            split(safe(text).strip("\n")) for text in (candidate.context_text, candidate.solution_text)
        )
        self._units = [*problem, *solution]
        self._border = len(problem)
        self._bytes = [len(encode(gap_before(unit) + unit.text).encode()) for unit in self._units]
        self._counted: dict[int, Size] = {}

    def within(self, room: Size) -> Body | None:
        """The whole where it fits, else the most telling units that do; None when nothing of the solution fits."""
        if len(self._text.encode()) <= room.bytes and self._whole.size.fits(room):
            return self._whole
        chosen = self._choose(room)
        if not any(position >= self._border for position in chosen):
            return None
        body = self._body(sorted(chosen), ESSENTIAL)
        return body if body.size.fits(room) else None

    @cached_property
    def core(self) -> Size:
        """Room for the symptom, the first step and the main code."""
        positions = self._first()
        self._count(positions)
        size = self._frame
        for position in positions:
            size = size.plus(self._counted[position])
        return size

    @cached_property
    def _frame(self) -> Size:
        """Headings, and marks of what is missing after the last unit of either part."""
        gap = gap_before(Unit("", " "))
        return self._ruler.size(self._encode("\n".join([*_HEADINGS, gap, gap])))

    @cached_property
    def _text(self) -> str:
        return self._written(range(len(self._units)))

    @cached_property
    def _whole(self) -> Body:
        return Body(self._text, self._ruler.size(self._encode(self._text)), FULL)

    def _choose(self, room: Size) -> set[int]:
        left = room.minus(self._frame)
        considered = list(self._within_reach(left))
        self._count(considered)
        chosen: set[int] = set()
        for position in considered:
            cost = self._counted[position]
            if cost.fits(left):
                chosen.add(position)
                left = left.minus(cost)
        return chosen

    def _within_reach(self, room: Size) -> Iterator[int]:
        """Units by importance, as far as any of them could fit: others needn't be measured."""
        reach = 2 * room.bytes
        for position in self._by_importance():
            if self._bytes[position] <= room.bytes:
                reach -= self._bytes[position]
                if reach < 0:
                    return
                yield position

    def _by_importance(self) -> list[int]:
        """The symptom, the first step, the main code; then the rest of the solution, then of the problem, in order."""
        return list(dict.fromkeys([*self._first(), *range(self._border, len(self._units)), *range(self._border)]))

    def _first(self) -> list[int]:
        solution = range(self._border, len(self._units))
        code = main_code(self._units[self._border :])
        first = [*range(min(1, self._border)), *solution[:1], *([] if code is None else [self._border + code])]
        return list(dict.fromkeys(first))

    def _count(self, positions: Sequence[int]) -> None:
        """Measured with what may stand before it where its predecessor is missing: a sum is then never too low."""
        new = [position for position in positions if position not in self._counted]
        texts = [self._encode(gap_before(self._units[at]) + self._units[at].text) for at in new]
        self._counted.update(zip(new, self._ruler.sizes(texts), strict=True))

    def _body(self, chosen: Sequence[int], part: str) -> Body:
        text = self._written(chosen)
        return Body(text, self._ruler.size(self._encode(text)), part)

    def _written(self, chosen: Sequence[int]) -> str:
        problem, solution = self._units[: self._border], self._units[self._border :]
        of_problem = [position for position in chosen if position < self._border]
        of_solution = [position - self._border for position in chosen if position >= self._border]
        parts = [
            heading + joined(units, positions)
            for heading, units, positions in zip(_HEADINGS, (problem, solution), (of_problem, of_solution), strict=True)
            if units
        ]
        return "".join(parts)
