"""The database: one engine a process, and the only place where anything is committed."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, MetaData, create_engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

# Named by rule, so that a migration can alter each constraint on every installation.
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All rows."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Database:
    """Hands out sessions. Services take a session and flush; they never commit."""

    def __init__(self, url: str, *, pool_size: int = 5, statement_timeout_ms: int = 5_000) -> None:
        options = (
            f"-c statement_timeout={statement_timeout_ms} -c lock_timeout=2000 "
            "-c idle_in_transaction_session_timeout=10000 -c timezone=UTC"
        )
        self.engine: Engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=2,
            pool_pre_ping=True,
            # Errors are logged, and what contributors send has no place in a log.
            hide_parameters=True,
            connect_args={"options": options, "connect_timeout": 2, "application_name": "commontrace"},
        )
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end of the block, or undone by any exception."""
        with self._sessions() as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reads; nothing of it is kept."""
        with self._sessions() as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()
