"""Keep and list the vocabulary."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.tags.models import Tag


def remember(session: Session, names: Iterable[str]) -> None:
    """Add names, in normal form, that aren't known yet. Sorted, so that two transactions can't deadlock."""
    rows = [{"name": name} for name in sorted(set(names))]
    if rows:
        session.execute(insert(Tag).on_conflict_do_nothing(), rows)


def list_names(session: Session) -> Sequence[str]:
    """Every known tag, alphabetically by code point, so that the order doesn't depend on the database's locale."""
    return session.scalars(select(Tag.name).order_by(Tag.name.collate("C"))).all()
