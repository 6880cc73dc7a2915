"""The services and rooms of the integration tests."""

from tests.integration.conftest import _parts, parts, settings

__all__ = ["_parts", "parts", "settings"]
