import pytest

from app.staleness import registries
from app.staleness.ecosystems import PYPI, Library


@pytest.mark.parametrize(
    ("output", "version"),
    [
        ('{"name": "a", "versions": ["2.0", "1.0"], "latest": "2.0"}', "2.0"),
        ("a (2.0)\nAvailable versions: 2.0, 1.0\n  INSTALLED: 1.0\n  LATEST:    2.0\n", "2.0"),
        ("nothing of the kind", None),
    ],
)
def test_what_pip_writes_is_read(output: str, version: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registries, "_output", lambda *_: output)
    assert registries.ask(Library(PYPI, "a")) == version


@pytest.mark.parametrize("output", ["{}", "{broken", '{"latest": null}', '{"latest": ["1"]}', None, ""])
def test_what_cannot_be_read_is_unknown(output: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registries, "_output", lambda *_: output)
    assert registries.ask(Library(PYPI, "a")) is None
