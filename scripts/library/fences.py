"""The code blocks of a Markdown text."""

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

_OPEN = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,})(?P<info>[^`]*)$")


class OpenFence(ValueError):
    """A fence that is never closed."""


@dataclass(frozen=True)
class Block:
    """One fenced block. `line` is that of its opening fence, counted from 1; `language` is empty when none is named."""

    language: str
    code: str
    line: int


def blocks(text: str) -> Iterator[Block]:
    """All fenced blocks in order; those in list items come without the item's indentation. Raises OpenFence."""
    lines = iter(enumerate(text.splitlines(), 1))
    for number, line in lines:
        opened = _OPEN.match(line)
        if not opened:
            continue
        held: list[str] = []
        for _, inner in lines:
            if inner.strip() == opened["ticks"]:
                break
            held.append(inner)
        else:
            raise OpenFence(f"line {number}: a fence is opened and never closed")
        words = opened["info"].split()
        yield Block(words[0].lower() if words else "", textwrap.dedent("\n".join(held)) + "\n", number)
