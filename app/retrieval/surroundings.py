"""Where a caller works, read from the free `context` of a request. Pure."""

from collections.abc import Mapping
from typing import Any

from app.tags.rules import name_of
from search.versions import MOST_STATEMENTS, intervals


def named(context: Mapping[str, Any], field: str) -> str | None:
    """The language or framework that the context names, as traces name theirs; None where it names none.

    The object is free: hooks send numbers and whatever else they know, which are left alone.
    """
    value = context.get(field)
    return name_of(value) or None if isinstance(value, str) else None


def versions_named(context: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """(library, version or range) of what the context names under `versions`, sorted; what says nothing is left out."""
    versions = context.get("versions")
    said = list(versions.items())[:MOST_STATEMENTS] if isinstance(versions, Mapping) else []
    pairs = ((name.strip().lower(), str(statement)) for name, statement in said if not isinstance(statement, bool))
    return tuple(sorted((name, statement) for name, statement in pairs if intervals(statement)))
