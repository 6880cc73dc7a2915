"""Searches without a good match: kept redacted, grouped by meaning, for whoever looks for something worth writing."""

import hashlib
import hmac
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.metrics import MISSES
from app.retrieval import grouping
from app.retrieval.models import MissGroup, SearchMiss
from app.safety.redaction import redact
from app.tags.rules import normalise_all
from app.traces.vectors import read_vector
from search.embeddings import Embedder, Vectors

MISSED = "search_missed"
"""Kind of the deferred count whose keys are misses."""

KEPT_FOR = timedelta(days=30)
MOST_KEPT = 20_000
"""Wordings; of more, those go first that were asked for longest ago."""

LEAST_ASKERS = 3
"""Different contributors who must have asked before anybody else is told."""

GROUPED_AT_ONCE = 256
_BY_NEED = (MissGroup.askers.desc(), MissGroup.count.desc(), MissGroup.last_asked_at.desc(), MissGroup.id)
_ONE_AT_A_TIME = 0x434F4D54_0002
"""Advisory lock of whoever groups."""


@dataclass(frozen=True)
class Miss:
    """What somebody searched for, as it was said. Lives in memory until it is written, redacted, a second later."""

    wording: str
    tags: tuple[str, ...]
    contributor_id: uuid.UUID


def miss(contributor_id: uuid.UUID, q: str | None, tags: Sequence[str]) -> Miss:
    """What to count for a search by text, by tags, or both. Made in the request, so it does next to nothing."""
    return Miss((q or "").strip() or " ".join(tags), tuple(normalise_all(tags).names), contributor_id)


def record(pepper: bytes, session: Session, counts: Mapping[Miss, int], at: datetime) -> None:
    """Writer of the deferred count MISSED. What nothing is left of after redaction isn't kept."""
    rows: dict[tuple[bytes, bytes], dict[str, Any]] = {}
    for miss, count in counts.items():
        wording = grouping.normal(redact(miss.wording))
        if not wording:
            continue
        wording_hash = hashlib.sha256("\0".join((wording.lower(), *sorted(miss.tags))).encode()).digest()
        asker = hmac.digest(pepper, miss.contributor_id.bytes, "sha256")[:16]
        row = rows.setdefault(
            (wording_hash, asker),
            {
                "wording_hash": wording_hash,
                "asker": asker,
                "wording": wording,
                "tags": sorted(miss.tags),
                "count": 0,
                "first_asked_at": at,
                "last_asked_at": at,
            },
        )
        row["count"] += count
    if rows:
        fresh = insert(SearchMiss)
        counted = {"count": SearchMiss.count + fresh.excluded.count, "last_asked_at": fresh.excluded.last_asked_at}
        session.execute(
            fresh.on_conflict_do_update(index_elements=["wording_hash", "asker"], set_=counted),
            # In one order, so that two processes can't deadlock.
            [rows[key] for key in sorted(rows)],
        )
    MISSES.inc(sum(counts.values()))


def group(database: Database, embedder: Embedder, now: datetime) -> Counter[str]:
    """Forget what is old, give each new wording its group, and bring all groups up to date; returns what was done.

    Another model has another space: then all are grouped anew. Without an embedder nothing is grouped. Raises
    EmbedderUnavailable; what was done until then stays done.
    """
    done = Counter({"forgotten": 0, "grouped": 0, "groups": 0})
    with database.transaction() as session:
        done["forgotten"] = _forget(session, now)
        if embedder.dim:
            of_other_space = (MissGroup.model_id != embedder.model_id) | (
                MissGroup.model_version != embedder.model_version
            )
            session.execute(delete(MissGroup).where(of_other_space))
    while embedder.dim:
        with database.reading() as session:
            new = session.execute(
                select(SearchMiss.id, SearchMiss.wording, SearchMiss.last_asked_at)
                .where(SearchMiss.group_id.is_(None))
                .order_by(SearchMiss.id)
                .limit(GROUPED_AT_ONCE)
            ).all()
        if not new:
            break
        vectors = embedder.embed([row.wording for row in new], "query")
        with database.transaction() as session:
            done["grouped"] += _place(session, embedder, new, vectors)
    with database.transaction() as session:
        done["groups"] = _refresh(session)
    return done


def wanted(session: Session, limit: int, least_askers: int = 1) -> Sequence[MissGroup]:
    """Groups that so many different contributors asked for, most wanted first. For operators: `example` is unmasked."""
    rows = select(MissGroup).where(MissGroup.askers >= least_askers).order_by(*_BY_NEED).limit(limit)
    return session.scalars(rows).all()


def public(session: Session, limit: int) -> list[dict[str, Any]]:
    """The same for everybody: only what enough contributors said, and days in place of times."""
    rows = session.scalars(
        select(MissGroup)
        .where(MissGroup.askers >= LEAST_ASKERS, MissGroup.public_wording.is_not(None))
        .order_by(*_BY_NEED)
        .limit(limit)
    )
    return [
        {
            "wording": row.public_wording,
            "tags": row.tags,
            "count": row.count,
            "askers": row.askers,
            "first_asked_on": row.first_asked_at.date(),
            "last_asked_on": row.last_asked_at.date(),
        }
        for row in rows
    ]


def _forget(session: Session, now: datetime) -> int:
    old = session.execute(
        delete(SearchMiss).where(SearchMiss.last_asked_at < now - KEPT_FOR).returning(SearchMiss.id)
    ).all()
    too_many = select(SearchMiss.id).order_by(SearchMiss.last_asked_at.desc(), SearchMiss.id).offset(MOST_KEPT)
    beyond = session.execute(delete(SearchMiss).where(SearchMiss.id.in_(too_many)).returning(SearchMiss.id)).all()
    return len(old) + len(beyond)


def _place(session: Session, embedder: Embedder, new: Sequence[Any], vectors: Vectors) -> int:
    session.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    # Another may have placed some of them meanwhile.
    ids = select(SearchMiss.id).where(SearchMiss.group_id.is_(None), SearchMiss.id.in_([row.id for row in new]))
    still = set(session.scalars(ids))
    mine = [at for at, row in enumerate(new) if row.id in still]
    new, vectors = [new[at] for at in mine], vectors[mine]
    groups = list(session.scalars(select(MissGroup).order_by(MissGroup.first_asked_at, MissGroup.id)))
    places, centres = grouping.assign(vectors, [read_vector(group.centre) for group in groups])
    for row, place in zip(new, places, strict=True):
        if place == len(groups):
            groups.append(
                MissGroup(
                    id=uuid.uuid4(),
                    model_id=embedder.model_id,
                    model_version=embedder.model_version,
                    example=row.wording,
                    first_asked_at=row.last_asked_at,
                    last_asked_at=row.last_asked_at,
                    centre=b"",
                )
            )
            session.add(groups[-1])
    for place in set(places):
        groups[place].centre = np.ascontiguousarray(centres[place], dtype="<f4").tobytes()
    session.flush()
    for row, place in zip(new, places, strict=True):
        session.execute(update(SearchMiss).where(SearchMiss.id == row.id).values(group_id=groups[place].id))
    return len(new)


def _refresh(session: Session) -> int:
    """Counts and wordings of all groups from their misses; groups without any are gone. Returns how many there are."""
    session.execute(delete(MissGroup).where(~select(SearchMiss.id).where(SearchMiss.group_id == MissGroup.id).exists()))
    totals = (
        select(
            SearchMiss.group_id,
            func.sum(SearchMiss.count).label("count"),
            func.count(SearchMiss.asker.distinct()).label("askers"),
            func.min(SearchMiss.first_asked_at).label("first"),
            func.max(SearchMiss.last_asked_at).label("last"),
        )
        .where(SearchMiss.group_id.is_not(None))
        .group_by(SearchMiss.group_id)
        .subquery()
    )
    session.execute(
        update(MissGroup)
        .where(MissGroup.id == totals.c.group_id)
        .values(
            count=totals.c.count,
            askers=totals.c.askers,
            first_asked_at=totals.c.first,
            last_asked_at=totals.c.last,
            public_wording=None,
            tags=[],
        )
        .execution_options(synchronize_session=False)
    )
    for group_id in session.scalars(select(MissGroup.id).where(MissGroup.askers >= LEAST_ASKERS)).all():
        said = session.execute(
            select(SearchMiss.asker, SearchMiss.wording, SearchMiss.tags).where(SearchMiss.group_id == group_id)
        ).all()
        wording = grouping.public_wording([(row.asker, row.wording) for row in said], LEAST_ASKERS)
        tags = grouping.shared_tags([(row.asker, row.tags) for row in said], LEAST_ASKERS)
        session.execute(update(MissGroup).where(MissGroup.id == group_id).values(public_wording=wording, tags=tags))
    return session.scalar(select(func.count()).select_from(MissGroup)) or 0
