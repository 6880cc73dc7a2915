"""The newest releases, asked through the ecosystems' own clients at a loopback registry."""

import time
from pathlib import Path

import pytest

from app.staleness import registries
from app.staleness.ecosystems import NPM, PYPI, Library
from tests.integration.registries import Registries
from tests.integration.stale import needs_npm, registry

__all__ = ["registry"]


@pytest.mark.parametrize("has_json", [True, False])
def test_pip_is_asked(registry: Registries, monkeypatch: pytest.MonkeyPatch, has_json: bool) -> None:
    if has_json and not registries._pip_has_json():
        pytest.skip("this pip doesn't write JSON")
    monkeypatch.setattr(registries, "_pip_has_json", lambda: has_json)
    assert registries.ask(Library(PYPI, "pydantic")) == "2.11.1"
    assert registries.ask(Library(PYPI, "django")) == "6.0.1", "a release candidate isn't a release"
    assert registries.ask(Library(PYPI, "no-such-library")) is None
    assert registry.asked == ["simple/pydantic", "simple/django", "simple/no-such-library"]


@needs_npm
def test_npm_is_asked(registry: Registries) -> None:
    assert registries.ask(Library(NPM, "react")) == "19.1.0"
    assert registries.ask(Library(NPM, "@angular/core")) == "21.0.0"
    assert registries.ask(Library(NPM, "no-such-library")) is None
    assert {"npm/react", "npm/@angular/core", "npm/no-such-library"} <= set(registry.asked)


def test_a_registry_that_hangs_is_left_alone(registry: Registries) -> None:
    registry.hung.set()
    started = time.monotonic()
    assert registries.ask(Library(PYPI, "pydantic"), timeout_s=2) is None
    assert time.monotonic() - started < 5


def test_no_client_and_too_much_output_are_unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert registries.ask(Library(NPM, "react")) is None
    client = tmp_path / "npm"
    client.write_text("#!/bin/sh\nwhile :; do echo '\"1.0.0\"'; done\n")
    client.chmod(0o755)
    assert registries.ask(Library(NPM, "react")) is None
    client.write_text("#!/bin/sh\necho '\"1.0.0\"'\n")
    assert registries.ask(Library(NPM, "react")) == "1.0.0"
    for nonsense in ("[]", "{}", "4", "not JSON", '"soon"'):
        client.write_text(f"#!/bin/sh\necho '{nonsense}'\n")
        assert registries.ask(Library(NPM, "react")) is None
