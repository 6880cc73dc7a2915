"""Real Postgres, Redis, Elasticsearch and embedder, in a database and an index of the test run's own.

Run by `make test`, which starts the services and sets their addresses.
"""

import os
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import create_engine, make_url, text

from app import create_app
from app.accounts import service as accounts
from app.core.db import Base
from app.core.settings import Settings
from app.indexing import service as indexing
from app.outbox import service as outbox
from app.wiring import Services, wire
from jobs.tasks import index_batch
from scripts.migrate import migrate

RUN = uuid.uuid4().hex[:8]


@pytest.fixture(scope="session")
def settings() -> Iterator[Settings]:
    """Settings that lead to an empty database, dropped at the end."""
    if "DATABASE_URL" not in os.environ:
        pytest.fail("integration tests need services: run them with 'make test ARGS=tests/integration'")
    name = f"test_{RUN}"
    server = make_url(os.environ["DATABASE_URL"])
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        # Nothing here is to outlive a crash of the server; waiting for the disk is half the time of a write.
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    url = server.set(database=name).render_as_string(hide_password=False)
    yield Settings(database_url=SecretStr(url), index_prefix=f"it-{RUN}", log_level="WARNING")  # type: ignore[call-arg]
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def _parts(settings: Settings) -> Iterator[Services]:
    parts = wire(settings)
    migrate(parts.database)
    yield parts
    made = parts.elasticsearch.indices.get(index=f"it-{RUN}-*").body
    parts.elasticsearch.indices.delete(index=list(made))
    parts.close()


@pytest.fixture
def parts(_parts: Services) -> Services:
    """Connected parts over an emptied database; the index is there, and empty."""
    keep = {"installation"}
    tables = ", ".join(table.name for table in Base.metadata.sorted_tables if table.name not in keep)
    with _parts.database.transaction() as session:
        for row in indexing.writable(session):
            _parts.elasticsearch.indices.delete(index=row.name, ignore_unavailable=True)
        session.execute(text(f"TRUNCATE {tables} CASCADE"))
    indexing.ensure(_parts.database, _parts.elasticsearch, _parts.settings.index_prefix, _parts.vector_space)
    return _parts


@pytest.fixture
def contributor(parts: Services) -> uuid.UUID:
    """A contributor with an e-mail."""
    with parts.database.transaction() as session:
        issued = accounts.sign_up(session, parts.settings.peppers[0], "test", f"{uuid.uuid4().hex}@example.com", "Ada")
    return issued.contributor_id


@pytest.fixture
def client(parts: Services) -> Iterator[FlaskClient]:
    """The API in this process, with a key that may contribute in every request."""
    app = create_app(parts)
    client = app.test_client()
    answer = client.post("/api/v1/keys", json={"email": f"{uuid.uuid4().hex}@example.com", "display_name": "Ada"})
    client.environ_base["HTTP_X_API_KEY"] = answer.json["api_key"]  # type: ignore[index]
    yield client
    parts.deferred.flush()


def work(parts: Services) -> int:
    """Do all due index work in this process, as relay and worker would, and make it visible; returns how much."""
    settled = 0
    while True:
        with parts.database.transaction() as session:
            token = outbox.lease(session, outbox.INDEX_TRACE)
        if token is None:
            break
        settled += index_batch(parts, token)
    # A large batch would else become visible a second later.
    parts.elasticsearch.indices.refresh(index=f"{parts.settings.index_prefix}-*")
    return settled


def with_embedder(parts: Services, embedder: object) -> Services:
    return replace(parts, embedder=embedder)  # type: ignore[arg-type]
