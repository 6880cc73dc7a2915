"""The search index by hand: `python -m scripts.index ensure|rebuild|reconcile`.

`ensure` is part of `make up`, `rebuild` is `make reindex`, `reconcile` compares every trace with its documents.
"""

import argparse
import sys
import time

from elasticsearch import Elasticsearch
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.core.db import Database
from app.core.settings import load_settings
from app.indexing import service as indexing
from app.indexing.reconcile import reconcile
from app.wiring import wire
from search.client import SearchUnavailable

POLL_S = 0.5
STALL_S = 120
"""Without any document for this long, something is wrong that waiting doesn't mend."""


def watch(database: Database, client: Elasticsearch, name: str) -> None:
    """Show how an index fills up, until it has taken over. The workers and the relay do it; this only looks on.

    Can be interrupted without harm. Raises TimeoutError when nothing moves.
    """
    columns = (TextColumn("filling the index"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(name)
        best, moved_at = -1, time.monotonic()
        while True:
            with database.reading() as session:
                if name not in indexing.unfinished(session):
                    break
            held, wanted = indexing.build_progress(database, client, name)
            progress.update(task, completed=held, total=wanted)
            if held > best:
                best, moved_at = held, time.monotonic()
            if time.monotonic() - moved_at > STALL_S:
                raise TimeoutError(f"nothing was indexed for {STALL_S} s: do worker and relay run ('make status')?")
            time.sleep(POLL_S)


PATIENCE_S = 30.0
"""For one call: nobody waits for an answer here, and an index that is being filled is slow to tell how full it is."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=["ensure", "rebuild", "reconcile"])
    action = parser.parse_args().action
    wired = wire(load_settings(), statement_timeout_ms=60_000)
    database, prefix = wired.database, wired.settings.index_prefix
    client = wired.elasticsearch.options(request_timeout=PATIENCE_S)
    try:
        if action == "reconcile":
            found = reconcile(
                database, client, lambda rows: print(f"\r{rows} traces compared", end="", file=sys.stderr)
            )
            print("\nmended: " + (", ".join(f"{count} {fault}" for fault, count in found.items()) or "nothing"))
            return 0
        name = indexing.ensure(database, client, prefix, wired.vector_space, rebuild=action == "rebuild")
        print(f"index: {name}")
        if action == "rebuild":
            watch(database, client, name)
            print("it has taken over")
    except (SearchUnavailable, TimeoutError) as error:
        print(f"index: {error}", file=sys.stderr)
        return 1
    finally:
        wired.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
