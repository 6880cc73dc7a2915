"""Who acts: what use cases need to know of the caller, however the call came in."""

import uuid
from dataclasses import dataclass

READ, CONTRIBUTE, MODERATE = "read", "contribute", "moderate"
"""Scopes of a key."""


@dataclass(frozen=True)
class Principal:
    """The contributor behind a key."""

    contributor_id: uuid.UUID
    key_id: str
    scopes: frozenset[str]
    has_email: bool
    is_admitted: bool
