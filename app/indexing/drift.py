"""Do stored vectors still mean what the embedder means? A fixed sample is embedded again and compared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.db import Database
from app.indexing.models import DriftCheck
from app.indexing.service import live_index
from app.traces import rules
from app.traces.models import Embedding, Trace
from app.traces.vectors import Texts, embed_traces, read_vector, vector_in
from search.embeddings import Embedder, Vectors
from search.generations import VectorSpace

SAMPLE = 32
"""Texts embedded again. Two to three seconds of one core."""

LEAST_COSINE = 0.999
"""Below, something has changed that must not: another runtime or processor moves a vector by far less, by 1e-6, and
a model with quantised weights, which has a version of its own, by 5e-3."""

DRIFTED, OTHER_MODEL, OTHER_FILES = "drifted", "other_model", "other_files"
ALARMS = (DRIFTED, OTHER_MODEL, OTHER_FILES)
"""What can be wrong: a vector isn't what its text gives now; the index is of another model; the model's files aren't
those that its manifest names."""


@dataclass(frozen=True)
class Drift:
    """What a check found. Cosines are None where there was nothing to compare."""

    sampled: int
    least: float | None
    mean: float | None
    alarms: tuple[str, ...]


def compare(stored: Vectors, made: Vectors) -> tuple[float, float]:
    """(least, mean) cosine of rows, both float32 [n, dim]; a stored row of length 0 or with NaN counts as -1. Pure."""
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(stored, axis=1) * np.linalg.norm(made, axis=1)
        cosines = np.nan_to_num((stored * made).sum(axis=1) / lengths, nan=-1.0, posinf=-1.0, neginf=-1.0)
    return float(cosines.min()), float(cosines.mean())


def check(
    database: Database, embedder: Embedder, prefix: str, now: datetime, files_are_sound: bool | None = None
) -> Drift:
    """Compare the sample, remember what was found, and return it. No session is open while the model works.

    `files_are_sound`: whether the files of a local model are those that its manifest names; None for another one.
    Raises EmbedderUnavailable.
    """
    space = VectorSpace.of(embedder)
    with database.reading() as session:
        live = live_index(session, prefix)
        texts, stored = _sample(session, space)
    least = mean = None
    if texts:
        least, mean = compare(np.stack(stored), embed_traces(embedder, texts))
    wrong = {
        DRIFTED: least is not None and least < LEAST_COSINE,
        OTHER_MODEL: live is not None and live.space != space,
        OTHER_FILES: files_are_sound is False,
    }
    found = Drift(len(texts), least, mean, tuple(name for name in ALARMS if wrong[name]))
    row = {"checked_at": now, "sampled": found.sampled, "least": least, "mean": mean, "alarms": list(found.alarms)}
    with database.transaction() as session:
        fresh = insert(DriftCheck).values(id=1, **row)
        session.execute(fresh.on_conflict_do_update(index_elements=["id"], set_=row))
    return found


class DriftCollector(Collector):
    """The last check, found out when somebody scrapes, so that it doesn't matter which process made it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterable[Metric]:
        try:
            with self._database.reading() as session:
                row = session.get(DriftCheck, 1)
        except SQLAlchemyError:
            return []
        if row is None:
            return []
        cosine = GaugeMetricFamily(
            "commontrace_embedding_drift_cosine", "Stored vectors against the same texts embedded anew", labels=["of"]
        )
        for name, value in (("least", row.least), ("mean", row.mean)):
            if value is not None:
                cosine.add_metric([name], value)
        alarm = GaugeMetricFamily(
            "commontrace_embedding_alarm", "1: see the log of the maintenance worker", labels=["reason"]
        )
        for name in ALARMS:
            alarm.add_metric([name], float(name in row.alarms))
        checked = GaugeMetricFamily(
            "commontrace_embedding_checked_timestamp_seconds", "When the sample was compared last"
        )
        checked.add_metric([], row.checked_at.timestamp())
        return [cosine, alarm, checked]


def _sample(session: Session, space: VectorSpace) -> tuple[list[Texts], Sequence[Vectors]]:
    """Texts and their stored vectors: those with the least hash, which is a random choice that stays the same."""
    rows: Sequence[Any] = session.execute(
        select(Trace.title, Trace.context_text, Trace.solution_text, Embedding.vector)
        .join(
            Embedding,
            vector_in(space),
        )
        .where(Trace.visibility.in_(rules.SEARCHABLE))
        .order_by(Trace.text_hash, Trace.id)
        .limit(SAMPLE)
    ).all()
    texts = [(row.title, row.context_text, row.solution_text) for row in rows]
    return texts, [read_vector(row.vector) for row in rows]
