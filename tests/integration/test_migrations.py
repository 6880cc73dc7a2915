import uuid

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app.core.db import Base
from app.traces import service as traces
from app.traces.models import Trace
from app.wiring import Services
from scripts.migrate import MIGRATIONS, migrate
from tests.factories import draft


def test_the_migrations_make_what_the_models_say(parts: Services) -> None:
    with parts.database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "target_metadata": Base.metadata}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(parts: Services) -> None:
    migrate(parts.database)


def test_languages_that_were_written_differently_get_one_name(parts: Services, contributor: uuid.UUID) -> None:
    with parts.database.transaction() as session:
        said = ("c++", "spring boot"), ("python", "flask")
        made = {pair: traces.submit(session, contributor, draft()).trace for pair in said}
        before = {pair: trace.index_version for pair, trace in made.items()}
        for (language, framework), trace in made.items():
            trace.context_fingerprint = {"language": language, "framework": framework}
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with parts.database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0017")
        connection.commit()
    migrate(parts.database)
    with parts.database.reading() as session:
        now = {pair: session.get_one(Trace, trace.id) for pair, trace in made.items()}
    assert {pair: trace.context_fingerprint for pair, trace in now.items()} == {
        ("c++", "spring boot"): {"language": "cpp", "framework": "spring-boot"},
        ("python", "flask"): {"language": "python", "framework": "flask"},
    }
    # What changed is brought to the index, and nothing else.
    assert [now[pair].index_version > before[pair] for pair in said] == [True, False]


@pytest.mark.usefixtures("parts")
def test_every_migration_can_be_undone_and_done_again(parts: Services) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with parts.database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        connection.commit()
    parts.database.engine.dispose()
    migrate(parts.database)
    with parts.database.engine.connect() as connection:
        assert set(Base.metadata.tables) <= set(inspect(connection).get_table_names())
