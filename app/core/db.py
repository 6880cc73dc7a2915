"""The database: one engine a process, and the only place where anything is committed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import orjson
from sqlalchemy import Engine, MetaData, create_engine, event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

# Named by rule, so that a migration can alter each constraint on every installation.
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


PING_AFTER_IDLE_S = 1.0
"""A connection that lay idle for longer is tried before use: its server may have gone. Shorter, and a ping costs more
than it finds."""


class Base(DeclarativeBase):
    """All rows."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Database:
    """Hands out sessions. Services take a session and flush; they never commit."""

    def __init__(
        self, url: str, *, pool_size: int = 5, statement_timeout_ms: int = 5_000, lock_timeout_ms: int = 2_000
    ) -> None:
        options = (
            f"-c statement_timeout={statement_timeout_ms} -c lock_timeout={lock_timeout_ms} "
            "-c idle_in_transaction_session_timeout=10000 -c timezone=UTC"
        )
        self.engine: Engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=2,
            # What came in as 1e30 comes back from jsonb as a whole number, too long to be told as JSON: a float again.
            json_deserializer=orjson.loads,
            # Errors are logged, and what contributors send has no place in a log.
            hide_parameters=True,
            connect_args={"options": options, "connect_timeout": 2, "application_name": "commontrace"},
        )
        _watch_pool(self.engine)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end of the block, or undone by any exception."""
        with self._sessions() as session:
            yield session
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reads. Each statement sees what is committed when it begins."""
        with self._sessions() as session:
            # Without BEGIN and ROLLBACK around the reads. By the driver's own switch, as SQLAlchemy's way there and
            # back asks the server each time.
            cast("Any", session.connection().connection.dbapi_connection).autocommit = True
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _watch_pool(engine: Engine) -> None:
    @event.listens_for(engine, "checkin")
    def _returned(connection: Any, record: Any) -> None:
        record.info["idle_since"] = time.monotonic()
        if connection is not None and connection.autocommit:
            connection.autocommit = False

    @event.listens_for(engine, "checkout")
    def _taken(connection: Any, record: Any, _proxy: Any) -> None:
        idle_since = record.info.get("idle_since")
        if idle_since is None or time.monotonic() - idle_since < PING_AFTER_IDLE_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            # The pool makes a new connection in place of this one, and drops all others that are as old.
            raise DisconnectionError from error
