"""Versions and statements about them, in the notations of pip and npm as far as both agree on majors. Pure."""

import math
import re

Version = tuple[int, ...]

OPEN = math.inf
"""The highest major that a statement without an upper bound lets in."""

_MOST_CHARACTERS = 100
_NUMBERS = r"\d{1,9}(?:\.\d{1,9}){0,5}"
_VERSION = re.compile(rf"\s*v?(?:\d{{1,3}}!)?({_NUMBERS})(?![\d.]*\d{{10}})", re.IGNORECASE)
_CLAUSE = rf"(?:===?|~=|!=|<=?|>=?|=|\^|~)?\s*v?{_NUMBERS}(?:\.[x*])*(?:[-+.]?[a-z][a-z0-9.+-]{{0,40}}|\+)?"
_CLAUSES = re.compile(rf"{_CLAUSE}(?:(?:\s*,\s*|\s+){_CLAUSE}){{0,9}}", re.IGNORECASE)
_EACH = re.compile(rf"(===?|~=|!=|<=?|>=?|=|\^|~)?\s*v?({_NUMBERS})(?:\.[x*])*[a-z0-9.-]*(\+?)", re.IGNORECASE)
_HYPHEN_RANGE = re.compile(rf"v?{_NUMBERS}\s+-\s+(v?{_NUMBERS})", re.IGNORECASE)
_ANYTHING = frozenset({"*", "x", "latest", "any"})


def parse(text: str) -> Version | None:
    """The numbers of a version such as `4.2.1` or `v19.0.0-rc.1`, None for anything else."""
    match = _VERSION.match(text[:_MOST_CHARACTERS])
    return tuple(int(part) for part in match[1].split(".")) if match else None


def reaches(version: Version, wanted: Version) -> bool:
    """Whether `version` is `wanted` or later; `4` is reached by 4.0."""
    return version + (0,) * len(wanted) >= wanted


def covered(statement: str) -> float | None:
    """The highest major that a statement such as `==1.10`, `>=2,<4` or `^17.0.2` lets in, OPEN without an upper bound.

    None for what isn't a statement about versions. A bare version is one: it names what was in use.
    """
    if len(statement) > _MOST_CHARACTERS:
        return None
    alternatives = [_alternative(part.strip().lower()) for part in statement.split("||")]
    told = [major for major in alternatives if major is not None]
    return max(told) if len(told) == len(alternatives) else None


def _alternative(text: str) -> float | None:
    if text in _ANYTHING:
        return OPEN
    if match := _HYPHEN_RANGE.fullmatch(text):
        text = f"<={match[1]}"
    if not _CLAUSES.fullmatch(text):
        return None
    return min(_clause(*match.groups()) for match in _EACH.finditer(text))


def _clause(operator: str | None, numbers: str, plus: str) -> float:
    version = parse(numbers)
    if version is None or plus or operator in {">", ">=", "!="}:
        return OPEN
    return version[0] - 1 if operator == "<" and not any(version[1:]) else version[0]
