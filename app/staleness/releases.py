"""Answers of the registries, kept for as long as they are good."""

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.staleness.ecosystems import Library
from app.staleness.models import LibraryRelease
from app.staleness.registries import Ask
from app.staleness.versions import Version, parse

GOOD_FOR = timedelta(hours=24)
FAILURE_GOOD_FOR = timedelta(hours=1)
ASKED_AT_ONCE = 4

Answers = dict[Library, str | None]


def kept(
    session: Session, libraries: Collection[Library], now: datetime
) -> tuple[dict[Library, Version], set[Library]]:
    """What is known of some libraries, however old, and those that needn't be asked about yet."""
    newest: dict[Library, Version] = {}
    fresh: set[Library] = set()
    keys = [(library.ecosystem, library.name) for library in libraries]
    rows = select(LibraryRelease).where(tuple_(LibraryRelease.ecosystem, LibraryRelease.name).in_(keys))
    for row in session.scalars(rows):
        library = Library(row.ecosystem, row.name)
        if row.latest is not None and (version := parse(row.latest)) is not None:
            newest[library] = version
        if now - row.checked_at < (FAILURE_GOOD_FOR if row.failed else GOOD_FOR):
            fresh.add(library)
    return newest, fresh


def ask_all(ask: Ask, libraries: Sequence[Library]) -> Answers:
    """Ask, a few at once. No session may be open: it takes seconds, and with dead registries minutes."""
    pool = ThreadPoolExecutor(ASKED_AT_ONCE, thread_name_prefix="registry")
    try:
        return dict(zip(libraries, pool.map(ask, libraries), strict=True))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def keep(session: Session, answers: Answers, now: datetime) -> None:
    """Remember answers. A failure takes nothing from what was known."""
    if not answers:
        return
    row = insert(LibraryRelease)
    session.execute(
        row.on_conflict_do_update(
            index_elements=[LibraryRelease.ecosystem, LibraryRelease.name],
            set_={
                "latest": func.coalesce(row.excluded.latest, LibraryRelease.latest),
                "checked_at": row.excluded.checked_at,
                "failed": row.excluded.failed,
            },
        ),
        [
            {
                "ecosystem": library.ecosystem,
                "name": library.name,
                "latest": latest,
                "checked_at": now,
                "failed": latest is None,
            }
            for library, latest in sorted(answers.items(), key=lambda item: item[0])
        ],
    )
