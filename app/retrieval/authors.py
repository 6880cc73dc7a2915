"""Whose traces may not fill the top of an answer."""

import uuid
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.reputation.models import OVERALL, Reputation
from app.reputation.rules import ESTABLISHED_FROM


def unestablished(session: Session, authors: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of `authors` whose reputation over all domains doesn't make them established."""
    if not authors:
        return set()
    known = session.scalars(
        select(Reputation.contributor_id).where(
            Reputation.contributor_id.in_(authors), Reputation.domain == OVERALL, Reputation.score >= ESTABLISHED_FROM
        )
    )
    return set(authors) - set(known)
