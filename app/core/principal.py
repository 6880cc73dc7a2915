"""Who acts: what use cases need to know of the caller, however the call came in."""

import uuid
from dataclasses import dataclass
from datetime import datetime

READ, CONTRIBUTE, MODERATE, ADMIN = "read", "contribute", "moderate", "admin"
"""Scopes of a key, each for itself: a key that moderates reads only if it has that scope too."""
SCOPES = (READ, CONTRIBUTE, MODERATE, ADMIN)


@dataclass(frozen=True)
class Principal:
    """The contributor behind a key."""

    contributor_id: uuid.UUID
    key_id: str
    scopes: frozenset[str]
    has_email: bool
    is_admitted: bool
    plan: str = "free"
    expires_at: datetime | None = None
    """When the key ends, which may be while it is remembered."""
