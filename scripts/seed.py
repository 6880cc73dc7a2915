"""Load the seed traces: `python -m scripts.seed`. Only what is new or changed is written."""

import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.service import ensure_contributor
from app.core.db import Database
from app.core.settings import load_settings
from app.outbox.service import INDEX_TRACE, count_pending
from app.traces import service as traces
from app.traces.models import Trace
from scripts.library.files import Seed, SeedError, read_all

SEED_CONTRIBUTOR = uuid.UUID("00000000-0000-4000-8000-00000000c0de")
SEED_EMAIL = "seeds@commontrace.internal"
SEED_NAME = "CommonTrace Seeds"
SEED_PRIOR_TRUST = 0.2
"""A modest head start, which a few votes or outcomes outweigh."""

INDEXED_WITHIN_S = 120


def load(session: Session, seed: Seed) -> str:
    """Bring one seed into the database; returns `added`, `revised`, `unchanged` or `duplicate` (of another's)."""
    trace = session.scalar(select(Trace).where(Trace.slug == seed.slug).with_for_update())
    if trace is not None:
        return "revised" if traces.revise(session, trace, SEED_CONTRIBUTOR, seed.draft) else "unchanged"
    standing = traces.Standing(slug=seed.slug, status="validated", prior_trust=SEED_PRIOR_TRUST)
    submitted = traces.submit(session, SEED_CONTRIBUTOR, seed.draft, standing=standing)
    return "duplicate" if submitted.duplicate else "added"


def load_all(database: Database, seeds: Sequence[Seed]) -> Counter[str]:
    """All seeds, each in its own transaction: an interrupted run is simply run again."""
    with database.transaction() as session:
        ensure_contributor(session, SEED_CONTRIBUTOR, SEED_EMAIL, SEED_NAME)
    outcome: Counter[str] = Counter()
    for seed in seeds:
        with database.transaction() as session:
            outcome[load(session, seed)] += 1
    return outcome


def wait_until_indexed(database: Database, progress: Callable[[int], None]) -> None:
    """Tells `progress` how many are still to come. Raises TimeoutError when the workers don't keep up."""
    deadline = time.monotonic() + INDEXED_WITHIN_S
    while time.monotonic() < deadline:
        with database.reading() as session:
            pending = count_pending(session, INDEX_TRACE)
        if not pending:
            return
        progress(pending)
        time.sleep(0.2)
    raise TimeoutError(f"traces weren't indexed within {INDEXED_WITHIN_S} s: see 'make status' and 'make logs'")


def summary(outcome: Counter[str]) -> str:
    """`30 added, 0 revised, 0 unchanged`."""
    return ", ".join(
        f"{outcome[name]} {name}"
        for name in ("added", "revised", "unchanged", "duplicate")
        if outcome[name] or name == "added"
    )


def main() -> int:
    database = Database(load_settings().database_url.get_secret_value())
    try:
        outcome = load_all(database, read_all())
        wait_until_indexed(database, lambda pending: print(f"indexing: {pending} to go", file=sys.stderr))
    except (SeedError, TimeoutError) as error:
        print(f"seed: {error}", file=sys.stderr)
        return 1
    finally:
        database.close()
    print(f"seed traces: {summary(outcome)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
