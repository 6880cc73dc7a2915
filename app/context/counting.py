"""What a text takes of a budget: the most that the tokenizer at hand and the length in bytes suggest. Pure.

Which tokenizer the reader's model has isn't known here. WordPiece splits code finer than most, 3.5 bytes a token is
below what tokenizers of large models average on prose; the greater of both, and a margin on top, is meant to be enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import NamedTuple

from search.embeddings.tokens import TokenCounter

BYTES_PER_TOKEN = 3.5


class Size(NamedTuple):
    """Both counts of a text. They add up where texts are joined at blanks or punctuation, their maximum doesn't."""

    wordpieces: int
    bytes: int

    def plus(self, other: "Size") -> "Size":
        return Size(self.wordpieces + other.wordpieces, self.bytes + other.bytes)

    def minus(self, other: "Size") -> "Size":
        return Size(self.wordpieces - other.wordpieces, self.bytes - other.bytes)

    def times(self, share: float) -> "Size":
        return Size(floor(self.wordpieces * share), floor(self.bytes * share))

    def fits(self, room: "Size") -> bool:
        return self.wordpieces <= room.wordpieces and self.bytes <= room.bytes

    @property
    def tokens(self) -> int:
        return max(self.wordpieces, ceil(self.bytes / BYTES_PER_TOKEN))


NOTHING = Size(0, 0)


@dataclass(frozen=True)
class Ruler:
    """Measures texts. `margin` is the share that is added to every count."""

    counter: TokenCounter
    margin: float

    def sizes(self, texts: Sequence[str]) -> list[Size]:
        counts = self.counter.count_tokens(texts) if texts else []
        return [Size(n, len(text.encode())) for n, text in zip(counts, texts, strict=True)]

    def size(self, text: str) -> Size:
        return self.sizes([text])[0]

    def room(self, budget_tokens: int) -> Size:
        """The largest size that is within the budget, margin included."""
        tokens = floor(budget_tokens / (1 + self.margin))
        return Size(tokens, floor(tokens * BYTES_PER_TOKEN))

    def tokens(self, size: Size) -> int:
        """What a size counts as against a budget."""
        return ceil(size.tokens * (1 + self.margin))
