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
from app.tags.rules import normalise_all
from app.traces import service as traces
from app.traces.links import RELATED, set_links
from app.traces.models import Trace, TraceRevision
from scripts.library.files import Seed, SeedError, read_all

SEED_CONTRIBUTOR = uuid.UUID("00000000-0000-4000-8000-00000000c0de")
SEED_EMAIL = "seeds@commontrace.internal"
SEED_NAME = "CommonTrace Seeds"
SEED_PRIOR_TRUST = 0.2
"""A modest head start, which a few votes or outcomes outweigh."""

STALLED_AFTER_S = 60
"""So long without any of them getting done, and indexing is given up."""

Progress = Callable[[int], None]
"""Told how many are still to come."""


def load(session: Session, seed: Seed) -> str:
    """Bring one seed into the database; returns `added`, `revised`, `unchanged` or `duplicate` (of another's)."""
    trace = session.scalar(select(Trace).where(Trace.slug == seed.slug).with_for_update())
    if trace is not None:
        # What others have mended since stays until the file says something new.
        if _says_what_it_said(session, trace, seed):
            return "unchanged"
        return "revised" if traces.revise(session, trace, SEED_CONTRIBUTOR, seed.draft) else "unchanged"
    standing = traces.Standing(slug=seed.slug, status="validated", prior_trust=SEED_PRIOR_TRUST)
    submitted = traces.submit(session, SEED_CONTRIBUTOR, seed.draft, standing=standing)
    return "duplicate" if submitted.duplicate else "added"


def _says_what_it_said(session: Session, trace: Trace, seed: Seed) -> bool:
    last = session.scalar(
        select(TraceRevision)
        .where(TraceRevision.trace_id == trace.id, TraceRevision.editor_id == SEED_CONTRIBUTOR)
        .order_by(TraceRevision.revision.desc())
        .limit(1)
    )
    draft = seed.draft
    return last is not None and (
        last.title, last.context_text, last.solution_text, last.tags, last.metadata_json,
    ) == (
        draft.title, draft.context_text, draft.solution_text, list(normalise_all(draft.tags).names),
        dict(draft.metadata_json),
    )  # fmt: skip


def load_all(database: Database, seeds: Sequence[Seed], progress: Progress = lambda _: None) -> Counter[str]:
    """All seeds, each in its own transaction: an interrupted run is simply run again. Then their links."""
    with database.transaction() as session:
        ensure_contributor(session, SEED_CONTRIBUTOR, SEED_EMAIL, SEED_NAME)
    outcome: Counter[str] = Counter()
    for done, seed in enumerate(seeds):
        progress(len(seeds) - done)
        with database.transaction() as session:
            outcome[load(session, seed)] += 1
    with database.transaction() as session:
        link(session, seeds)
    return outcome


def link(session: Session, seeds: Sequence[Seed]) -> None:
    """Let each seed's trace lead to those that its file names as related, and to no other of this kind."""
    slugs = {seed.slug for seed in seeds} | {name for seed in seeds for name in seed.related}
    ids = {row.slug: row.id for row in session.execute(select(Trace.slug, Trace.id).where(Trace.slug.in_(slugs)))}
    targets = {
        ids[seed.slug]: [ids[name] for name in seed.related if name in ids] for seed in seeds if seed.slug in ids
    }
    set_links(session, RELATED, targets)


def wait_until_indexed(database: Database, progress: Progress) -> None:
    """Return when nothing is left to index. Raises TimeoutError when the workers get nothing done for long."""
    fewest, deadline = None, time.monotonic() + STALLED_AFTER_S
    while time.monotonic() < deadline:
        with database.reading() as session:
            pending = count_pending(session, INDEX_TRACE)
        if not pending:
            return
        if fewest is None or pending < fewest:
            fewest, deadline = pending, time.monotonic() + STALLED_AFTER_S
        progress(pending)
        time.sleep(0.2)
    raise TimeoutError(f"no trace was indexed for {STALLED_AFTER_S} s: see 'make status' and 'make logs'")


def every(step: int, title: str) -> Progress:
    """Prints each `step`th number to stderr, once."""
    told: set[int] = set()

    def tell(pending: int) -> None:
        if pending // step not in told:
            told.add(pending // step)
            print(f"{title}: {pending} to go", file=sys.stderr)

    return tell


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
        outcome = load_all(database, read_all(), every(100, "loading"))
        wait_until_indexed(database, every(50, "indexing"))
    except (SeedError, TimeoutError) as error:
        print(f"seed: {error}", file=sys.stderr)
        return 1
    finally:
        database.close()
    print(f"seed traces: {summary(outcome)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
