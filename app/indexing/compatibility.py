"""Refusing to start with an embedder that doesn't fit any index."""

from sqlalchemy.exc import SQLAlchemyError

from app.core.db import Database
from app.core.errors import ConfigurationError
from app.core.logging import get_logger
from app.indexing import service
from search.generations import VectorSpace

log = get_logger(__name__)


def require_fitting_index(database: Database, space: VectorSpace) -> None:
    """Raises ConfigurationError when there are indexes and none of them, read or being filled, is of this space.

    Searches would go by words alone, and what is written would lack its vector. An index of the space that is being
    filled is enough: it takes over when it is full, for which this very process may be needed. What can't be found out,
    as the database is down, is no reason not to start.
    """
    try:
        with database.reading() as session:
            indexes = [
                (row.name, VectorSpace(row.model_id, row.model_version, row.dim)) for row in service.writable(session)
            ]
    except SQLAlchemyError as error:
        log.warning("index_not_compared", error=str(error))
        return
    if not indexes or any(of == space for _, of in indexes):
        return
    name, of = indexes[0]
    raise ConfigurationError(
        f"The search index {name} was made with {_named(of)}, but EMBEDDING_* sets {_named(space)}: their vectors "
        "don't compare. Set the former embedder again, or build an index for the new one, which takes over once full: "
        "'make up', or 'python -m scripts.index ensure' and then start the programs."
    )


def _named(space: VectorSpace) -> str:
    return f"{space.model_id} (version {space.model_version}, {space.dim} dimensions)" if space.dim else "no embedder"
