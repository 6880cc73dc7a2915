"""Every weight of the ranking in one place, each with the measurement that chose it."""

import math
import re
from dataclasses import dataclass

_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Ranking:
    """How hits are weighed. The defaults are the product's; tests and the evaluation vary single ones of them."""

    vector_boost_base: float = 45.0
    """Weight of the kNN leg, (1 + cosine) / 2, against raw BM25, times the root of the number of words in the query.

    BM25 grows with the number of terms that match, the cosine doesn't: a fixed weight that suits a question of eight
    words drowns the one rare word of a query that is nothing but an error code. But it grows more slowly than that
    number, as few of many words tell. docs/search-quality.md has the figures.
    """

    most_words: int = 32
    """Longer queries, pasted stack traces mostly, are weighed like one of this length."""

    fingerprint_share: float = 0.1
    """Weight of a shared fingerprint, times its inverse document frequency, as a share of the kNN leg's weight. Half of
    it does as well on the sets, but the same error under a title that says nothing then stands behind another error
    with all the values that were asked for (tests/integration/test_fingerprints.py)."""

    preference_share: float = 0.02
    """What a trace gets for the language or the framework that the caller works in, as a share of the kNN leg's weight:
    as much as .04 of cosine."""

    vector_candidates: int = 100
    """Nearest neighbours taken per shard; recall against exact search .982 with int8 quantisation at this setting."""

    unrelated_cosine: float = 0.25
    """Taken for hits by words that aren't among those neighbours, as their own isn't known. With less, what quotes the
    end of a long trace doesn't find it; with more, plain questions lose. docs/search-quality.md has the figures."""

    unrelated_coverage: str = "2<90%"
    """How many of the words such a hit must have: both of two, of more this share. What has fewer is behind the
    neighbours anyhow, and to look at all that has a single word takes a third of the request's time."""

    quoted_cosine: float = 0.7
    """Taken for hits with all words of a question that has at least `quoted_words` of them, if their own is less: it
    quotes them, from where the vector of a long trace doesn't reach, for example. All of them: with one in ten missing
    plain questions lose, as long texts have many words by chance. docs/search-quality.md has the figures."""

    quoted_words: int = 4
    quoted_coverage: str = "100%"

    rescore_window: int = 200
    """Hits of the first pass that trust and freshness may reorder, and that can be paged through: the same number for
    each page, or their order would differ."""

    freshness_floor: float = 0.96
    """Age alone takes no more than the rest of a score, as much as distrust does: it orders near-equals, it buries
    nothing. docs/search-quality.md has what wider bounds cost."""

    freshness_scale: str = "730d"
    freshness_decay: float = 0.5
    """Of the part above the floor, this share is left after the scale."""

    def vector_boost(self, text: str | None) -> float:
        """Weight of the kNN leg beside the lexical leg of this text; for a query by vector alone any is as good."""
        words = len(_WORD.findall(text or ""))
        return self.vector_boost_base * math.sqrt(max(1, min(words, self.most_words)))


PRODUCT = Ranking()
"""What every search of the product uses."""
