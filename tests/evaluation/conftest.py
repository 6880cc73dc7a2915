"""The services and rooms of the integration tests."""

import pytest

from app.wiring import Services
from search.embeddings import Embedder
from tests.integration.conftest import _parts, parts, settings

__all__ = ["_parts", "embedder", "parts", "settings"]


@pytest.fixture
def embedder(_parts: Services) -> Embedder:
    return _parts.embedder
