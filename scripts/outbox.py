"""Work that was set aside after repeated refusal: `python -m scripts.outbox list`, `... retry [ID ...]`."""

import argparse
import uuid

from rich.console import Console
from rich.table import Table

from app.core.db import Database
from app.core.settings import load_settings
from app.outbox import service as outbox


def show(database: Database) -> None:
    """A table of what was set aside, latest first."""
    with database.reading() as session:
        rows = outbox.list_dead(session)
    table = Table("set aside at", "kind", "id", "version", "reason")
    for row in rows:
        at = row.dead_at.isoformat(timespec="seconds") if row.dead_at else ""
        table.add_row(at, row.kind, str(row.key), str(row.version), row.last_error or "")
    Console().print(table if rows else "Nothing was set aside.")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="show what was set aside and why")
    retry = commands.add_parser("retry", help="try it again, all of it or some")
    retry.add_argument("ids", nargs="*", type=uuid.UUID, metavar="ID")
    arguments = parser.parse_args()
    database = Database(load_settings().database_url.get_secret_value())
    try:
        if arguments.command == "list":
            show(database)
        else:
            with database.transaction() as session:
                print(f"{outbox.retry_dead(session, arguments.ids or None)} to be tried again")
    finally:
        database.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
