"""Statements about versions as intervals on one line of whole numbers, so that one range field of the index holds them.

Each library owns a section of the line, found by a hash of its name; inside it a version is major, minor and patch as
digits of one number. Two statements about a library agree where their intervals meet. Pure.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_PARTS = (12, 10, 10)
"""Bits of major, minor and patch. Greater numbers count as the greatest, further parts don't count."""
_SECTION_BITS = sum(_PARTS)
_LAST = (1 << _SECTION_BITS) - 1

MOST_CHARACTERS = 100
MOST_STATEMENTS = 20
"""Of one trace or one query."""

_NUMBERS = r"\d{1,9}(?:\.\d{1,9}){0,5}"
_CLAUSE = re.compile(
    rf"(===?|~=|!=|<=?|>=?|=|\^|~)?\s*v?({_NUMBERS})((?:\.[x*])*)(?:[-+.]?(?:a|b|rc|alpha|beta|dev|post|pre)[a-z0-9.-]*)?(\+?)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*,\s*|\s+(?=[=!~<>^\dv])")
_OPERATOR_GAP = re.compile(r"(===?|~=|!=|<=?|>=?|=|\^|~)\s+")
_HYPHEN_RANGE = re.compile(rf"v?({_NUMBERS})\s+-\s+v?({_NUMBERS})", re.IGNORECASE)
_ANYTHING = frozenset({"*", "x", "any"})


@dataclass(frozen=True)
class Interval:
    """Versions from `low` to `high`, both included, as numbers of one library's section."""

    low: int = 0
    high: int = _LAST

    def __and__(self, other: "Interval") -> "Interval":
        return Interval(max(self.low, other.low), min(self.high, other.high))

    @property
    def is_empty(self) -> bool:
        return self.low > self.high


def intervals(statement: str) -> tuple[Interval, ...]:
    """What a statement such as `>=3,<4`, `^17.0.2`, `3.12`, `1.x` or `<2 || >=3` lets in; () for anything else.

    The notations of pip and npm, as far as they agree. A bare version is all that begins with it; `!=` is passed over.
    """
    if len(statement) > MOST_CHARACTERS:
        return ()
    alternatives = [_alternative(part.strip()) for part in statement.split("||")]
    told = [each for each in alternatives if each is not None]
    if len(told) < len(alternatives):
        return ()
    return tuple(each for each in told if not each.is_empty)


def section(name: str, interval: Interval) -> tuple[int, int]:
    """The interval on the common line, both ends included, within a signed 64-bit integer."""
    digest = hashlib.blake2b(name.strip().lower().encode(), digest_size=4).digest()
    start = (int.from_bytes(digest) >> 1) << _SECTION_BITS
    return start + interval.low, start + interval.high


def stated(metadata: Mapping[str, Any]) -> tuple[tuple[int, int], ...]:
    """What a trace's metadata states about versions: `versions` (name to statement), `library` + `library_version`.

    Sorted and without repeats. What isn't a statement about versions is passed over.
    """
    found = {
        section(name, interval) for name, statement in _declared(metadata) for interval in intervals(str(statement))
    }
    return tuple(sorted(found))


def _declared(metadata: Mapping[str, Any]) -> list[tuple[str, str | int | float]]:
    versions = metadata.get("versions")
    pairs = list(versions.items())[:MOST_STATEMENTS] if isinstance(versions, Mapping) else []
    pairs.append((metadata.get("library"), metadata.get("library_version")))
    return [
        (name, statement)
        for name, statement in pairs
        if isinstance(name, str) and isinstance(statement, str | int | float) and not isinstance(statement, bool)
    ]


def _alternative(text: str) -> Interval | None:
    if text.lower() in _ANYTHING:
        return Interval()
    if match := _HYPHEN_RANGE.fullmatch(text):
        return Interval(_first(_parse(match[1])), _last(_parse(match[2])))
    clauses = [_CLAUSE.fullmatch(part) for part in _SEPARATOR.split(_OPERATOR_GAP.sub(r"\1", text))]
    found = Interval()
    for clause in clauses:
        if clause is None:
            return None
        found &= _clause(*clause.groups())
    return found


def _clause(operator: str | None, numbers: str, _wildcards: str, plus: str) -> Interval:
    version = _parse(numbers)
    first, last = _first(version), _last(version)
    # npm's `^`: at least this, and the same up to the first part that isn't 0.
    kept = next((place for place, part in enumerate(version) if part), len(version) - 1)
    found = {
        ">=": Interval(low=first),
        ">": Interval(low=last + 1),
        "<": Interval(high=first - 1),
        "<=": Interval(high=last),
        "!=": Interval(),
        # pip's `~=`: at least this, and the same in all parts but the last that is given.
        "~=": Interval(first, _last(version[:-1] or version)),
        "~": Interval(first, _last(version[:2])),
        "^": Interval(first, _last(version[: kept + 1])),
    }
    return found.get(operator or "", Interval(first) if plus else Interval(first, last))


def _parse(numbers: str) -> tuple[int, ...]:
    return tuple(int(part) for part in numbers.split("."))[: len(_PARTS)]


def _first(version: tuple[int, ...]) -> int:
    """The lowest version that begins so."""
    return _number([*version, *[0] * (len(_PARTS) - len(version))])


def _last(version: tuple[int, ...]) -> int:
    """The highest version that begins so."""
    limits = [(1 << bits) - 1 for bits in _PARTS]
    return _number([*version, *limits[len(version) :]])


def _number(parts: list[int]) -> int:
    number = 0
    for part, bits in zip(parts, _PARTS, strict=True):
        number = (number << bits) | min(part, (1 << bits) - 1)
    return number
