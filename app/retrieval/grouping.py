"""Which misses ask for the same, and which of their words may be shown. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from search.embeddings import Vectors

SAME_NEED = 0.75
"""Cosine of a wording to the centre of a group from which on it belongs to it. Of 600 questions about different seed
traces one in sixty has another one this near; two wordings of one question, if not nearly the same, often fall apart,
which costs a second entry on the board. To put two needs into one would hide the second."""

MOST_CHARACTERS = 300
"""Of a wording; what is longer is a paste, whose beginning says what it is about."""

_WORD = re.compile(r"[^\W_][\w.+#-]*")
_GAPS = re.compile(r"…(?:[^\w…]*…)+")


def normal(wording: str) -> str:
    """One line with single blanks, cut."""
    return " ".join(wording.split())[:MOST_CHARACTERS].strip()


def assign(vectors: Vectors, centres: Sequence[Vectors]) -> tuple[list[int], list[Vectors]]:
    """Each wording's group, as a place in the centres returned, which are the given ones moved and new ones behind.

    A centre is the sum of its members' unit vectors, its direction their mean. One pass in the given order (leader
    clustering), so that a group once shown stays what it is.
    """
    moved = [np.array(centre, dtype=np.float32) for centre in centres]
    units = [centre / (np.linalg.norm(centre) or 1.0) for centre in moved]
    places = []
    for vector in vectors:
        place = int(np.argmax(np.stack(units) @ vector)) if units else -1
        if place < 0 or float(units[place] @ vector) < SAME_NEED:
            place = len(moved)
            moved.append(np.zeros_like(vector))
            units.append(vector)
        moved[place] = moved[place] + vector
        units[place] = moved[place] / np.linalg.norm(moved[place])
        places.append(place)
    return places, moved


def shared(said: Iterable[tuple[bytes, str]], least: int) -> frozenset[str]:
    """Words, in lower case, that at least so many askers used; `said`: asker and text."""
    askers: dict[str, set[bytes]] = {}
    for asker, text in said:
        for word in _WORD.findall(text.lower()):
            askers.setdefault(word, set()).add(asker)
    return frozenset(word for word, of in askers.items() if len(of) >= least)


def public_wording(said: Sequence[tuple[bytes, str]], least: int) -> str | None:
    """The wording of which most can be shown, with `…` for what fewer than `least` askers said; None for next to none.

    So whatever is shown was typed by at least `least` different askers, word by word (k-anonymity, Sweeney 2002).
    """
    common = shared(said, least)
    shown = [(_masked(text, common), text) for _, text in said]
    best = max(shown, key=lambda pair: (_kept(pair[0]), -len(pair[1]), pair[1]), default=("", ""))[0]
    return best if len(_WORD.findall(best)) >= 2 else None


def shared_tags(asked: Iterable[tuple[bytes, Sequence[str]]], least: int) -> list[str]:
    """Tags that at least so many askers asked for, the most frequent first."""
    askers = Counter(tag for tag, _ in {(tag, asker) for asker, tags in asked for tag in tags})
    return [tag for tag, of in sorted(askers.items(), key=lambda item: (-item[1], item[0])) if of >= least]


def _masked(text: str, common: frozenset[str]) -> str:
    masked = _WORD.sub(lambda match: match[0] if match[0].lower() in common else "…", text)
    return _GAPS.sub("…", masked).strip()


def _kept(masked: str) -> int:
    return sum(map(len, _WORD.findall(masked)))
