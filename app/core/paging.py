"""Pages of rows, newest first, that lose and repeat none where several were made at one moment."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

Row = TypeVar("Row")


class Position(NamedTuple):
    """Of a row among others; `at` is aware."""

    at: datetime
    id: uuid.UUID


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows, and the position after which the next page begins, None on the last."""

    rows: Sequence[Row]
    next_before: Position | None


def newest_first(
    session: Session,
    rows: Select[Row],
    order: tuple[InstrumentedAttribute[datetime], InstrumentedAttribute[uuid.UUID]],
    before: Position | None,
    limit: int,
) -> Page[Row]:
    """At most `limit` of `rows` after a position; `order` is when they were made, and their id."""
    made_at, id_ = order
    if before is not None:
        rows = rows.where(tuple_(made_at, id_) < tuple_(*before))
    found: Sequence[Any] = session.scalars(rows.order_by(made_at.desc(), id_.desc()).limit(limit + 1)).all()
    last = found[limit - 1] if len(found) > limit else None
    return Page(found[:limit], Position(getattr(last, made_at.key), getattr(last, id_.key)) if last else None)
