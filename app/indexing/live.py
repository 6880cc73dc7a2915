"""Which index is read now, remembered for a moment so that a search doesn't ask Postgres each time."""

from app.core.db import Database
from app.core.errors import Unavailable
from app.core.remembered import Remembered
from app.indexing import service
from app.indexing.service import LiveIndex

REMEMBER_S = 2.0
"""A new generation may have another model: for this long at most, queries are embedded for the old one."""


class LiveIndexCache(Remembered[LiveIndex]):
    """`get` raises Unavailable before the first index was made."""

    def __init__(self, database: Database, prefix: str) -> None:
        def look_up() -> LiveIndex:
            with database.reading() as session:
                found = service.live_index(session, prefix)
            if found is None:
                raise Unavailable("The search index has not been built yet.", retry_after=5)
            return found

        super().__init__(look_up, REMEMBER_S)
