"""How many searches there were on a day. Nobody's searches: only their number."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.retrieval.models import SearchDay

SEARCHED = "searched"
"""Kind of the deferred count whose keys say what was asked for: `search` or `context`."""


def record(session: Session, counts: Mapping[str, int], at: datetime) -> None:
    """Writer of the deferred count SEARCHED."""
    row = insert(SearchDay).values(day=at.date(), searches=sum(counts.values()))
    session.execute(
        row.on_conflict_do_update(index_elements=["day"], set_={"searches": SearchDay.searches + row.excluded.searches})
    )
