"""Stored vectors against the model that is set, and the refusal to start with one that fits no index."""

import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import select, update

from app.core.db import Database
from app.core.errors import ConfigurationError
from app.indexing import drift
from app.indexing.compatibility import require_fitting_index
from app.indexing.drift import DriftCollector
from app.indexing.models import IndexGeneration
from app.traces import service as traces
from app.traces.models import Embedding
from app.wiring import Services, model_is_sound
from search.embeddings import NullEmbedder
from search.generations import VectorSpace
from tests.factories import draft
from tests.integration.conftest import work

NOW = datetime(2026, 6, 1, tzinfo=UTC)
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def indexed(parts: Services, contributor: uuid.UUID) -> Services:
    """Five traces with their vectors stored."""
    for _ in range(5):
        with parts.database.transaction() as session:
            traces.submit(session, contributor, draft())
    work(parts)
    return parts


def check(parts: Services, *, sound: bool | None = True) -> drift.Drift:
    return drift.check(parts.database, parts.embedder, parts.settings.index_prefix, NOW, sound)


def metrics(parts: Services) -> str:
    registry = CollectorRegistry()
    registry.register(DriftCollector(parts.database))
    return generate_latest(registry).decode()


def test_vectors_of_the_model_that_is_set_have_not_drifted(indexed: Services) -> None:
    assert metrics(indexed) == ""
    found = check(indexed)
    assert (found.sampled, found.alarms) == (5, ())
    assert found.least is not None
    assert found.least > 0.9999
    told = metrics(indexed)
    assert 'commontrace_embedding_alarm{reason="drifted"} 0.0' in told
    (checked,) = [line for line in told.splitlines() if line.startswith("commontrace_embedding_checked_")]
    assert float(checked.split()[-1]) == NOW.timestamp()


@pytest.mark.parametrize("broken", ["turned", "nought", "not a number"])
def test_a_vector_that_changed_raises_the_alarm(indexed: Services, broken: str) -> None:
    with indexed.database.transaction() as session:
        row = session.scalars(select(Embedding).limit(1)).one()
        vector = np.frombuffer(row.vector, "<f4")
        row.vector = {
            "turned": np.roll(vector, 1),
            "nought": np.zeros_like(vector),
            "not a number": np.full_like(vector, np.nan),
        }[broken].tobytes()
    found = check(indexed)
    assert found.alarms == (drift.DRIFTED,)
    assert found.least is not None
    assert found.mean is not None
    assert found.least < 0.5 < found.mean < 1
    told = metrics(indexed)
    assert 'commontrace_embedding_alarm{reason="drifted"} 1.0' in told
    assert f'commontrace_embedding_drift_cosine{{of="least"}} {found.least}' in told
    # Mended, the alarm ends.
    with indexed.database.transaction() as session:
        session.get_one(Embedding, (row.text_hash, row.model_id, row.model_version)).vector = vector.tobytes()
    assert check(indexed).alarms == ()


def test_an_index_of_another_model_raises_the_alarm(indexed: Services) -> None:
    with indexed.database.transaction() as session:
        session.execute(update(IndexGeneration).values(model_version="older"))
    assert check(indexed).alarms == (drift.OTHER_MODEL,)


def test_files_that_the_manifest_does_not_name_raise_the_alarm(indexed: Services, tmp_path: Path) -> None:
    source = indexed.settings.embedding_model_dir
    assert source is not None
    assert model_is_sound(indexed.settings) is True
    for file in source.iterdir():
        if file.is_file():
            (tmp_path / file.name).symlink_to(file)
    copied = indexed.settings.model_copy(update={"embedding_model_dir": tmp_path})
    assert model_is_sound(copied) is True
    (tmp_path / "tokenizer.json").unlink()
    (tmp_path / "tokenizer.json").write_text("{}")
    assert model_is_sound(copied) is False
    assert model_is_sound(copied.model_copy(update={"embedding_provider": "null"})) is None
    assert check(indexed, sound=False).alarms == (drift.OTHER_FILES,)


def test_with_nothing_stored_there_is_nothing_to_compare(parts: Services) -> None:
    assert check(parts) == drift.Drift(0, None, None, ())
    assert "drift_cosine{" not in metrics(parts)


def test_the_model_of_the_index_may_start(parts: Services) -> None:
    require_fitting_index(parts.database, parts.vector_space)


@pytest.mark.parametrize(
    "changed", [{"model_id": "another"}, {"model_version": "older"}, {"dim": 768}], ids=["id", "version", "dimension"]
)
def test_a_model_that_fits_no_index_is_refused_with_what_mends_it(parts: Services, changed: dict[str, object]) -> None:
    with parts.database.transaction() as session:
        session.execute(update(IndexGeneration).values(changed))
    with pytest.raises(ConfigurationError, match=r"was made with .* EMBEDDING_\* .* 'python -m scripts\.index ensure'"):
        require_fitting_index(parts.database, parts.vector_space)


def test_no_embedder_does_not_fit_an_index_with_vectors(parts: Services) -> None:
    null = NullEmbedder()
    with pytest.raises(ConfigurationError, match="sets no embedder"):
        require_fitting_index(parts.database, VectorSpace(null.model_id, null.model_version, null.dim))


def test_an_index_that_is_being_filled_is_enough(parts: Services) -> None:
    with parts.database.transaction() as session:
        live = session.scalars(select(IndexGeneration)).one()
        live.model_version = "older"
        space = parts.vector_space
        session.add(
            IndexGeneration(
                name="next",
                model_id=space.model_id,
                model_version=space.model_version,
                dim=space.dim,
                mapping_hash="m",
                analysis="core",
                state="building",
            )
        )
    require_fitting_index(parts.database, parts.vector_space)


def test_a_database_that_is_down_refuses_nobody() -> None:
    require_fitting_index(Database("postgresql+psycopg2://nobody@127.0.0.1:1/none"), VectorSpace("m", "1", 3))


@pytest.mark.parametrize("program", [["-c", "import wsgi"], ["-m", "jobs.worker", "index"]], ids=["api", "worker"])
def test_programs_end_at_once_and_say_why(parts: Services, program: list[str]) -> None:
    with parts.database.transaction() as session:
        session.execute(update(IndexGeneration).values(model_id="another"))
    environment = {**os.environ, "DATABASE_URL": parts.settings.database_url.get_secret_value()}
    ended = subprocess.run(
        [sys.executable, *program],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    assert "was made with another" in ended.stderr
    assert "python -m scripts.index ensure" in ended.stderr
