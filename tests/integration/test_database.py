"""Sessions, their connections, and what is written in the background."""

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime

import orjson
import pytest
from flask import Flask
from sqlalchemy import cast, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.models import Contributor
from app.core import db
from app.core.db import Database
from app.core.deferred import Deferred
from app.core.http.json import OrjsonProvider
from app.wiring import Services


@pytest.fixture
def database(parts: Services) -> Iterator[Database]:
    database = Database(parts.settings.database_url.get_secret_value(), pool_size=1)
    yield database
    database.close()


def end_connection_of(database: Database, by: Services) -> None:
    """Its only one, as a server that restarts does."""
    with database.reading() as session:
        process = session.scalar(select(func.pg_backend_pid()))
    with by.database.reading() as session:
        assert session.scalar(select(func.pg_terminate_backend(process, 5000)))


def test_a_server_that_came_back_is_not_noticed(
    parts: Services, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "PING_AFTER_IDLE_S", 0.0)
    end_connection_of(database, parts)
    with database.reading() as session:
        assert session.scalar(text("SELECT 1")) == 1
    end_connection_of(database, parts)
    with database.transaction() as session:
        assert session.scalar(text("SELECT 1")) == 1


def test_a_busy_connection_is_not_pinged(parts: Services, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "PING_AFTER_IDLE_S", 3600.0)
    end_connection_of(database, parts)
    with pytest.raises(OperationalError), database.reading() as session:
        session.execute(text("SELECT 1"))


def test_a_transaction_after_a_read_is_one(database: Database) -> None:
    with database.reading() as session:
        session.execute(text("SELECT 1"))

    def sign_up_and_fail() -> None:
        with database.transaction() as session:
            accounts.sign_up(session, b"p" * 32, "test")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        sign_up_and_fail()
    with database.reading() as session:
        assert session.scalars(select(Contributor)).all() == []


def test_reads_open_no_transaction(database: Database) -> None:
    with database.reading() as session:
        first, second = (session.scalar(text("SELECT now()")) for _ in range(2))
    assert first < second


def test_numbers_of_any_size_come_back_from_jsonb_as_they_went_in(database: Database) -> None:
    most = sys.float_info.max
    told = {"a": [1e30, [-1e30, 2**63 - 1, -(2**63)]], "b": {"c": 1e300, "most": most}, "d": True, "e": 0.1}
    with database.reading() as session:
        found = session.scalar(select(cast(told, JSONB)))
    assert found == told
    assert orjson.loads(OrjsonProvider(Flask(__name__)).dumps(found)) == told


def test_counts_outlive_a_failed_write(database: Database) -> None:
    written: list[dict[str, int]] = []
    failing = [True]

    def writer(_session: Session, counts: Mapping[str, int], _at: datetime) -> None:
        if failing.pop() if failing else False:
            raise RuntimeError("for a test")
        written.append(dict(counts))

    deferred = Deferred(database, interval_s=3600)
    deferred.register("kind", writer)
    deferred.count("kind", "a", "b", "a")
    deferred.flush()
    deferred.count("kind", "b")
    deferred.close()
    assert written == [{"a": 2, "b": 2}]
