"""How much a text looks drawn at random rather than written by a person."""

import math
from collections import Counter
from itertools import pairwise

# The 200 letter pairs that make up nine tenths of words and identifiers in source code, by first letter; counted over
# Python's standard library. Random letters hit them three times in ten.
_SECOND_LETTERS = (
    "a:bcdgilmnprstu b:aelouy c:aehklortu d:adeiosu e:acdefglmnpqrstvxy f:afiloru g:eirs h:aeiot "
    "i:acdefglmnoprstz k:e l:adefilostuy m:abeimop n:acdefginopstu o:cdfglmnoprstuvw p:aeiloprstuy q:u "
    "r:acdegimnorstuy s:acehiopstuy t:acehioprstuy u:aeilmnprst v:aei w:ahio x:et y:p z:e"
)
_COMMON = frozenset(
    first + second
    for first, _, seconds in (group.partition(":") for group in _SECOND_LETTERS.split())
    for second in seconds
)
_ENOUGH_PAIRS = 4
_LONGEST_JUDGED = 400


def strangeness(text: str) -> float:
    """0 (words) to 1 (noise): the share of neighbouring characters that no word or identifier would put together.

    Pairs of digits, the start of a camelCase word and everything but ASCII letters and digits count for neither side.
    Too few pairs to judge give 0.
    """
    strange = counted = 0
    for a, b in pairwise(text[:_LONGEST_JUDGED]):
        if not (a.isascii() and a.isalnum() and b.isascii() and b.isalnum()):
            continue
        if a.isalpha() and b.isalpha():
            if a.islower() and b.isupper():
                continue
            counted += 1
            strange += (a + b).lower() not in _COMMON
        elif a.isalpha() or b.isalpha():
            counted += 1
            strange += 1
    return strange / counted if counted >= _ENOUGH_PAIRS else 0.0


def bits_per_character(text: str) -> float:
    """Shannon entropy of the characters' frequencies."""
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values()) if size else 0.0
