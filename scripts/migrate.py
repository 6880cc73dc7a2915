"""Bring the database to the schema of this code: `python -m scripts.migrate`.

`python -m scripts.migrate new "what changes"` writes a migration from the difference between models and database.
"""

import argparse
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from app.core.db import Database
from app.core.settings import load_settings

MIGRATIONS = Path(__file__).resolve().parent.parent / "app" / "migrations"

_LOCK = 0x434F4D54_0001
"""Advisory lock: two processes that start at once migrate one after the other."""


def migrate(database: Database, new: str | None = None) -> None:
    """Upgrade to the newest revision, or write a new one when a message is given."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    with database.engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": _LOCK})
        # Alembic opens its own transactions, which the one that took the lock would swallow.
        connection.commit()
        config.attributes["connection"] = connection
        if new is None:
            command.upgrade(config, "head")
        else:
            command.revision(config, new, autogenerate=True)
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": _LOCK})
        connection.commit()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", nargs="?", choices=["upgrade", "new"], default="upgrade")
    parser.add_argument("message", nargs="?")
    arguments = parser.parse_args()
    database = Database(load_settings().database_url.get_secret_value(), pool_size=1, statement_timeout_ms=0)
    try:
        migrate(database, arguments.message if arguments.action == "new" else None)
    finally:
        database.close()


if __name__ == "__main__":
    main()
