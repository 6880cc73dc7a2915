import time
from typing import Any

import pytest

from app.staleness.ecosystems import NPM, PYPI, ecosystem_of, mentioned, published
from app.staleness.statements import MOST_LIBRARIES, statements
from app.staleness.versions import OPEN, covered, parse, reaches

PYTHON, NODE = {"language": "python"}, {"language": "typescript"}


def spoken(text: str = "", tags: tuple[str, ...] = (), fingerprint: Any = None, **metadata: Any) -> dict[str, float]:
    found = statements([text], tags, metadata, fingerprint or {})
    return {f"{one.library.ecosystem}:{one.library.name}": one.covered for one in found}


@pytest.mark.parametrize(
    ("statement", "major"),
    [
        ("1.10", 1), ("==1.10", 1), ("== 1.10.2", 1), ("===2.0", 2), ("~=1.4", 1), ("^17.0.2", 17), ("~4.1", 4),
        ("4.x", 4), ("1.*", 1), ("v19.0.0-rc.1", 19), ("2.0b1", 2), ("<5", 4), ("<5.0", 4), ("<4.3", 4), ("<=4.2", 4),
        (">=2,<4", 3), (">=16 <19", 18), (">= 2, < 4", 3), ("1 || 2", 2), ("^16.8 || ^17.0", 17), ("1.2.3 - 2.3.4", 2),
        ("!=1.5,<2", 1), ("0.104", 0), (">=5", OPEN), (">4", OPEN), ("!=4.1", OPEN), ("*", OPEN), ("latest", OPEN),
        ("4+", OPEN), ("^16 || >=18", OPEN), ("4 or newer", None), ("github.com", None), ("", None),
        ("workspace:*", None),
        ("1" * 100_000, None), ("1.1" * 30, None), ("1 || what", None),
    ],
)  # fmt: skip
def test_covered(statement: str, major: float | None) -> None:
    assert covered(statement) == major


@pytest.mark.parametrize(
    ("text", "version"),
    [("4.2.1", (4, 2, 1)), ("v19.0.0-rc.1", (19, 0, 0)), ("1!2.0", (2, 0)), ("2026.1", (2026, 1)), ("x", None)],
)
def test_parse(text: str, version: tuple[int, ...] | None) -> None:
    assert parse(text) == version


@pytest.mark.parametrize(
    ("version", "wanted", "is_reached"),
    [
        ((4,), (4, 0), True),
        ((4, 0), (4,), True),
        ((3, 14), (4,), False),
        ((6, 0, 1), (6,), True),
        ((6, 0), (6, 1), False),
    ],
)
def test_reaches(version: tuple[int, ...], wanted: tuple[int, ...], is_reached: bool) -> None:
    assert reaches(version, wanted) is is_reached


@pytest.mark.parametrize(
    ("ecosystem", "name", "known_as"),
    [
        (PYPI, "Typing_Extensions", "typing-extensions"), (PYPI, "zope.interface", "zope-interface"),
        (NPM, "@angular/core", "@angular/core"), (NPM, "lodash.merge", "lodash.merge"),
        (PYPI, "-r", None), (PYPI, "--index-url", None), (PYPI, "a/b", None), (PYPI, "x" * 101, None),
        (PYPI, "a\n", None),
        (NPM, "--registry", None), (NPM, "../evil", None), (NPM, "user/repository", None), (NPM, "Express", None),
        (NPM, "git+ssh", None), (NPM, "file:x", None), (NPM, "a b", None), (NPM, ".", None), (NPM, "a\n", None),
    ],
)  # fmt: skip
def test_only_names_of_the_ecosystem_are_published(ecosystem: str, name: str, known_as: str | None) -> None:
    library = published(ecosystem, name)
    assert (library and library.name) == known_as


@pytest.mark.parametrize(
    ("name", "ecosystem", "found"),
    [
        ("Django", None, "pypi:django"), ("next.js", None, "npm:next"), ("sklearn", PYPI, "pypi:scikit-learn"),
        ("httpx", PYPI, "pypi:httpx"), ("zod", NPM, "npm:zod"), ("httpx", None, None),
        ("python", PYPI, None), ("redis", PYPI, None), ("PostgreSQL", PYPI, None), ("django", NPM, "pypi:django"),
    ],
)  # fmt: skip
def test_mentioned(name: str, ecosystem: str | None, found: str | None) -> None:
    library = mentioned(name, ecosystem)
    assert (library and f"{library.ecosystem}:{library.name}") == found


@pytest.mark.parametrize(
    ("fingerprint", "ecosystem"),
    [
        (PYTHON, PYPI), (NODE, NPM), ({"language": "go"}, None), ({"language": "go", "package_manager": "npm"}, None),
        ({"package_manager": "uv"}, PYPI), ({"runtime": "node"}, NPM), ({}, None),
    ],
)  # fmt: skip
def test_ecosystem_of(fingerprint: dict[str, Any], ecosystem: str | None) -> None:
    assert ecosystem_of(fingerprint) == ecosystem


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pydantic==1.10", {"pypi:pydantic": 1}),
        ("Set `pydantic==1.10.2` in requirements.", {"pypi:pydantic": 1}),
        ("- SQLAlchemy[asyncio]~=1.4  # until we move", {"pypi:sqlalchemy": 1}),
        ('dependencies = [\n    "httpx>=0.20,<1",\n]', {"pypi:httpx": 0}),
        ("RUN pip install --no-cache-dir flask==2.3.2 'numpy<2' pandas", {"pypi:flask": 2, "pypi:numpy": 1}),
        ("uv add click==8", {"pypi:click": 8}),
        ("Run `pip install pydantic==1.10`.", {"pypi:pydantic": 1}),
        ("Then pip install pydantic==1.10.", {"pypi:pydantic": 1}),
        ("(with pip install a-b==1.10; it helps)", {"pypi:a-b": 1}),
        ("Use npm i 'express@4'.", {"npm:express": 4}),
        ("pydantic==1.10\nand later\npydantic==2.5", {"pypi:pydantic": 2}),
        ("pydantic>=2", {"pypi:pydantic": OPEN}),
        ('"react": "^17.0.2"', {"npm:react": 17}),
        ('"@types/node": "~20.1.0",', {"npm:@types/node": 20}),
        ("npm i express@4", {"npm:express": 4}),
        ("$ npm install --save-dev @babel/core@7.1 jest@29", {"npm:@babel/core": 7, "npm:jest": 29}),
        ("Run `yarn add left-pad@1.3.0`.", {"npm:left-pad": 1}),
        ("npm i express@latest", {}),
        ('"engines": {"node": "^18.0.0"}', {}),
        ('"devDependencies": {"vite": "4.0.0", "zod": ">=3", "mine": "workspace:*"}', {"npm:vite": 4, "npm:zod": OPEN}),
        ('{"status": "404", "x-ratelimit-remaining": "0", "version": "1.0.0"}', {}),
        ("if count == 3:\n    total==4\nassert x==1.5", {}),
        ("npm i github:user/repository@1 ../evil@2 --registry@3", {}),
        ("mail me at ada@4.example.com", {}),
    ],
)
def test_pins_in_text(text: str, found: dict[str, float]) -> None:
    assert spoken(text) == found


def test_entries_of_another_language_are_no_npm_packages() -> None:
    assert spoken('"monolog": "^2.0"', fingerprint={"language": "php"}) == {}


@pytest.mark.parametrize(
    ("metadata", "fingerprint", "found"),
    [
        ({"versions": {"django": "4.2", "python": "3.9", "redis": "6"}}, PYTHON, {"pypi:django": 4}),
        ({"versions": {"httpx": 0.27}}, PYTHON, {"pypi:httpx": 0}),
        ({"versions": {"zod": ">=3"}}, NODE, {"npm:zod": OPEN}),
        ({"versions": {"tokio": "1.x"}}, {"language": "rust"}, {}),
        ({"versions": {"react": "17"}}, {}, {"npm:react": 17}),
        ({"library": "httpx", "library_version": "0.20"}, PYTHON, {"pypi:httpx": 0}),
        ({"library": "httpx"}, PYTHON, {}),
        ({"versions": ["django"], "library": 5, "library_version": {}}, PYTHON, {}),
        ({"versions": {"django": True, "flask": None, "celery": "whatever"}}, PYTHON, {}),
    ],
)
def test_metadata(metadata: dict[str, Any], fingerprint: dict[str, Any], found: dict[str, float]) -> None:
    assert spoken(fingerprint=fingerprint, **metadata) == found


@pytest.mark.parametrize(
    ("tag", "found"),
    [("django-4", {"pypi:django": 4}), ("react-v17", {"npm:react": 17}), ("next.js-13.4", {"npm:next": 13})]
    + [(tag, {}) for tag in ("utf-8", "web-3", "sha-256", "python-3", "django", "ipv-6")],
)
def test_tags(tag: str, found: dict[str, float]) -> None:
    assert spoken(tags=(tag,), fingerprint=PYTHON) == found


def test_what_a_trace_is_declared_for_counts_before_a_pin_in_its_text() -> None:
    assert spoken("pydantic==1.10", fingerprint=PYTHON, versions={"pydantic": ">=2"}) == {"pypi:pydantic": OPEN}
    assert spoken("django==3.2", ("django-4",)) == {"pypi:django": 4}


def test_a_long_list_is_cut() -> None:
    assert len(spoken("\n".join(f"package{n}==1.{n}" for n in range(100)))) == MOST_LIBRARIES


@pytest.mark.parametrize(
    "piece",
    ["a", "a-", "a.", '"', '"a', '"a":"', "pip install ", "npm i ", "npm i a@1 ", "a==1.1,", "@a/", "`a[", "\n ",
     '"dependencies": {', "a>=1.1,<", "- a", "pip install a==1 "],
)  # fmt: skip
def test_no_text_takes_long(piece: str) -> None:
    text = piece * (50_000 // len(piece))
    started = time.process_time()
    statements([text], [], {}, {})
    assert time.process_time() - started < 1
