"""Where a caller works, read from the free `context` of a request. Pure."""

from collections.abc import Mapping
from typing import Any

from app.tags.rules import name_of


def named(context: Mapping[str, Any], field: str) -> str | None:
    """The language or framework that the context names, as traces name theirs; None where it names none.

    The object is free: hooks send numbers and whatever else they know, which are left alone.
    """
    value = context.get(field)
    return name_of(value) or None if isinstance(value, str) else None
