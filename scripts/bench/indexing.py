"""Traces indexed per second: by the real worker, by the bare embedder, by bare bulk requests."""

import time
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select, update

from app.indexing import batch as indexing
from app.outbox import service as outbox
from app.outbox.models import OutboxRow
from app.outbox.rules import BATCH_SIZE
from app.traces import service as traces
from app.traces.service import Draft
from app.traces.vectors import Texts, embed_traces
from scripts.bench import catalogue
from scripts.bench.figures import Series
from scripts.bench.load import BenchError
from scripts.bench.plan import Plan
from scripts.bench.target import Target
from scripts.stack.progress import Step

PER_TRANSACTION = 100
HELD_BACK = timedelta(days=1)
"""No work of a running stack is due that late."""
BARE_PER_ROUND = 2 * BATCH_SIZE
"""A sample is enough for the bare rates, and embedding all texts twice would take most of a run."""
STALL_S = 60.0
POLL_S = 0.02


def measure(target: Target, plan: Plan, drafts: Sequence[Draft], measured: dict[str, Series], step: Step) -> None:
    """Load the corpus and have it indexed, in rounds of the worker, the embedder and bulk requests."""
    ids = _load(target, drafts, step)
    texts = {
        key: (draft.title, draft.context_text, draft.solution_text) for key, draft in zip(ids, drafts, strict=True)
    }
    for number in range(plan.index_rounds):
        part = ids[number :: plan.index_rounds]
        sample = part[:: -(-len(part) // BARE_PER_ROUND)]
        step.update(f"indexed {number * len(part)} of {len(ids)}")
        _add(measured, catalogue.INDEXED, _by_worker(target, part))
        _add(measured, catalogue.EMBEDDED, _by_embedder(target, [texts[each] for each in sample]))
        _add(measured, catalogue.BULK, _by_bulk(target, sample))
    rate = measured[catalogue.INDEXED].rate
    step.outcome = f"{rate:.0f} per second" if rate else ""


def settle(target: Target) -> None:
    """Wait until nothing is left to be indexed. Raises BenchError when it doesn't get less any more."""
    best, moved_at = None, time.monotonic()
    while pending := _pending(target):
        if best is None or pending < best:
            best, moved_at = pending, time.monotonic()
        if time.monotonic() - moved_at > STALL_S:
            raise BenchError(f"{pending} traces weren't indexed: do relay and worker run?")
        time.sleep(POLL_S)


def _add(measured: dict[str, Series], key: str, series: Series) -> None:
    measured.setdefault(key, Series()).add(series)


def _load(target: Target, drafts: Sequence[Draft], step: Step) -> list[UUID]:
    """Submit all, with their outbox rows held back until `_by_worker` releases them."""
    ids: list[UUID] = []
    for start in range(0, len(drafts), PER_TRANSACTION):
        step.update(f"loaded {start} of {len(drafts)}")
        with target.database.transaction() as session:
            made = [
                traces.submit(session, target.contributor_id, draft).trace.id
                for draft in drafts[start : start + PER_TRANSACTION]
            ]
            session.execute(update(OutboxRow).where(OutboxRow.key.in_(made)).values(due_at=func.now() + HELD_BACK))
        ids += made
    return ids


def _by_worker(target: Target, ids: Sequence[UUID]) -> Series:
    began = time.perf_counter()
    with target.database.transaction() as session:
        session.execute(update(OutboxRow).where(OutboxRow.key.in_(ids)).values(due_at=func.now()))
        session.execute(select(func.pg_notify(outbox.CHANNEL, outbox.INDEX_TRACE)))
    settle(target)
    return Series(count=len(ids), seconds=time.perf_counter() - began)


def _pending(target: Target) -> int:
    """Due work. What is held back doesn't count, what was set aside does: it would be missing from the figure."""
    with target.database.reading() as session:
        due_soon = OutboxRow.due_at < func.now() + HELD_BACK / 2
        return session.scalar(select(func.count()).select_from(OutboxRow).where(due_soon)) or 0


def _by_embedder(target: Target, traces: Sequence[Texts]) -> Series:
    began = time.perf_counter()
    for start in range(0, len(traces), BATCH_SIZE):
        embed_traces(target.embedder, traces[start : start + BATCH_SIZE])
    return Series(count=len(traces), seconds=time.perf_counter() - began)


def _by_bulk(target: Target, ids: Sequence[UUID]) -> Series:
    """The documents that the worker made of them, written to the bare index; only the requests are timed."""
    series = Series(count=len(ids))
    for start in range(0, len(ids), BATCH_SIZE):
        with target.database.reading() as session:
            batch = indexing.load(session, ids[start : start + BATCH_SIZE], target.space)
        operations = [
            line
            for document in indexing.documents(batch)
            for line in ({"index": {"_index": target.bare_index, "_id": str(document.id)}}, document.source())
        ]
        began = time.perf_counter()
        answer = target.client.options(request_timeout=30).bulk(operations=operations)
        series.seconds += time.perf_counter() - began
        if answer["errors"]:
            raise BenchError("Elasticsearch refused bare bulk writes")
    return series
