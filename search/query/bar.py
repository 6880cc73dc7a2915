"""Whether anything that was found is worth reading: a bar that a hit clears by meaning, by words, or by both together.

Calibrated by `python -m scripts.evaluation.bar`, which prints the values below; docs/search-quality.md has the figures.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from search.query import lexical
from search.terms import distinct


@dataclass(frozen=True)
class Bar:
    """A hit is good from cosine + `words_weight` * words on, or where one of both is strong enough by itself.

    `words` is the BM25 score for each term of the query: near the weight of a rare word where all of them match.
    """

    words_weight: float
    together: float
    cosine_alone: float
    words_alone: float

    def is_cleared(self, cosine: float, words: float) -> bool:
        return (
            cosine + self.words_weight * words >= self.together
            or cosine >= self.cosine_alone
            or words >= self.words_alone
        )


BAR = Bar(words_weight=0.24, together=0.79, cosine_alone=0.77, words_alone=3.7)

DECISIVE = frozenset({"fingerprint"})
"""Clauses whose match is a good one whatever the others say."""

FEWEST_CHARACTERS = 4
"""Of a question that stands in a trace word for word; shorter ones stand in many by chance."""


class Scored(Protocol):
    """A hit, with the score of each named clause that it matched."""

    @property
    def similarity(self) -> float: ...

    @property
    def legs(self) -> Mapping[str, float]: ...


class Judge:
    """Judges the hits of one question, which is taken apart once."""

    def __init__(self, text: str, bar: Bar = BAR) -> None:
        self._bar = bar
        self._terms = len(distinct(text))
        self._quote = _quote(text)

    def clears(self, hit: Scored) -> bool:
        """Whether the scores of a hit clear the bar."""
        decided = not DECISIVE.isdisjoint(hit.legs)
        return decided or self._bar.is_cleared(hit.similarity, words_per_term(hit, self._terms))

    def stands_in(self, fields: Iterable[str]) -> bool:
        """Whether one of the fields holds the question word for word, capitals and blanks aside.

        What somebody pasted, such as a code that nothing else has, says so whatever it means and however few traces
        there are to make it rare. A single common word says nothing.
        """
        return self._quote is not None and any(self._quote.search(_plain(field)) for field in fields)


def words_per_term(hit: Scored, terms: int) -> float:
    """The score of the lexical leg for each of so many terms of a question, so that long ones have no easier bar."""
    return hit.legs.get(lexical.NAME, 0.0) / max(1, terms)


def _quote(text: str) -> re.Pattern[str] | None:
    plain = _plain(text)
    if len(plain) < FEWEST_CHARACTERS or plain.isalpha():
        return None
    return re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)")


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
