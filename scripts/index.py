"""The search index by hand: `python -m scripts.index ensure` (used by `make up`) and `rebuild` (`make reindex`)."""

import argparse
import sys
import time

from elasticsearch import Elasticsearch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.core.db import Database
from app.core.settings import load_settings
from app.indexing import service as indexing
from app.wiring import wire
from search.client import SearchUnavailable

POLL_S = 0.5
STALL_S = 120
"""Without any document for this long, something is wrong that waiting doesn't mend."""


def fill(database: Database, client: Elasticsearch, prefix: str, name: str) -> None:
    """Wait, with a progress bar, until the workers have filled an index; then let it take over.

    Can be interrupted: the workers go on, and the next run waits for the rest. Raises TimeoutError on a stall.
    """
    columns = (TextColumn("filling the index"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(name)
        best, seen_at = -1, time.monotonic()
        while True:
            held, wanted = indexing.build_progress(database, client, name)
            progress.update(task, completed=held, total=wanted)
            if held >= wanted:
                break
            if held > best:
                best, seen_at = held, time.monotonic()
            if time.monotonic() - seen_at > STALL_S:
                raise TimeoutError(f"no document was indexed for {STALL_S} s: is the worker running ('make status')?")
            time.sleep(POLL_S)
    indexing.activate(database, client, prefix, name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["ensure", "rebuild", "finish"])
    action = parser.parse_args().action
    wired = wire(load_settings(), statement_timeout_ms=60_000)
    database, client, prefix = wired.database, wired.elasticsearch, wired.settings.index_prefix
    try:
        if action != "finish":
            name = indexing.ensure(database, client, prefix, wired.vector_space, rebuild=action == "rebuild")
            print(f"index: {name}")
        if action != "ensure":
            with database.reading() as session:
                building = indexing.unfinished(session)
            for name in building:
                fill(database, client, prefix, name)
    except (SearchUnavailable, TimeoutError) as error:
        print(f"index: {error}", file=sys.stderr)
        return 1
    finally:
        wired.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
