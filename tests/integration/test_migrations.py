import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from app.core.db import Base
from app.wiring import Services
from scripts.migrate import MIGRATIONS, migrate


def test_the_migrations_make_what_the_models_say(parts: Services) -> None:
    with parts.database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "target_metadata": Base.metadata}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(parts: Services) -> None:
    migrate(parts.database)


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
