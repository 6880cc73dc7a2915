"""Registries of libraries on loopback, and traces that pin some."""

import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.traces import service as traces
from app.wiring import Services
from tests.factories import draft
from tests.integration.registries import Registries, serving

NOW = datetime(2026, 6, 1, tzinfo=UTC)
needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="npm isn't installed")


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Registries]:
    """Registries that pip and npm are set up for as a user sets up a mirror, with nothing of the machine's own."""
    for name in os.environ:
        if name.upper().startswith(("PIP_", "NPM_CONFIG_")):
            monkeypatch.delenv(name)
    python = {"pydantic": ["1.10.2", "2.11.1"], "django": ["5.2", "6.0.1", "6.1rc1"]}
    with serving(Registries(python, {"react": ["17.0.2", "19.1.0"], "@angular/core": ["21.0.0"]})) as served:
        for name, value in {
            "PIP_INDEX_URL": f"{served.url}/simple",
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_RETRIES": "0",
            "npm_config_registry": f"{served.url}/npm/",
            "npm_config_cache": str(tmp_path),
            "npm_config_userconfig": str(tmp_path / "npmrc"),
            "npm_config_fetch_retries": "0",
            "NO_PROXY": "127.0.0.1",
            "no_proxy": "127.0.0.1",
        }.items():
            monkeypatch.setenv(name, value)
        yield served


def submit(parts: Services, author: uuid.UUID, **content: object) -> uuid.UUID:
    with parts.database.transaction() as session:
        return traces.submit(session, author, draft(**content)).trace.id
