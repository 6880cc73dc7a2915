"""Which libraries a trace speaks of, and up to which major. Pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from app.staleness.ecosystems import NPM, PYPI, Library, ecosystem_of, mentioned, published
from app.staleness.versions import covered

MOST_LIBRARIES = 10
"""Of one trace: the registries aren't asked for whatever a long list names."""
_MOST_PINS = 200

_BOUND = r"(?:===?|~=|!=|<=?|>=?)\d[\w.*!+]{0,40}"
_REQUIREMENT = re.compile(
    rf"([A-Za-z0-9][A-Za-z0-9._-]{{0,99}})(?:\[[A-Za-z0-9,._-]{{0,100}}\])?({_BOUND}(?:,{_BOUND}){{0,5}})"
)
# In code `count==3` compares: outside of a package command only a line's start or a quotation mark makes it a pin, and
# only a version of two parts at least after `==`.
_PYTHON_PIN = re.compile(
    r"""(?:^[ \t]{0,20}(?:-\s)?|["'`])(?![^\s=]{0,300}==\d+(?![\w.]))"""
    rf"""{_REQUIREMENT.pattern}(?=$|["'`\s;#\\)\],])""",
    re.MULTILINE,
)
_PYTHON_COMMAND = re.compile(r"\b(?:pip3?\s+install|uv\s+add|uv\s+pip\s+install|poetry\s+add)\s([^\n`]{1,300})")
_NODE_COMMAND = re.compile(
    r"\b(?:npm\s+(?:i|install|add)|(?:pnpm|bun)\s+(?:i|install|add)|yarn\s+add|npx)\s([^\n`]{1,300})"
)
_NODE_TOKEN = re.compile(r"((?:@[^@/\s]{1,100}/)?[^@/\s]{1,100})@([~^]?v?\d\S{0,40})")
_AROUND = "\"',;.)"
"""What stands around a package in a command that is quoted or part of a sentence."""
_RANGED_ENTRY = re.compile(r'"([^"\s]{1,214})"\s?:\s?"([~^]\s?\d[^"]{0,60})"')
_DEPENDENCIES = re.compile(r'"(?:dev|peer|optional)?[dD]ependencies"\s?:\s?\{([^{}]{0,10000})\}')
_ENTRY = re.compile(r'"([^"\s]{1,214})"\s?:\s?"([^"]{1,60})"')
_TAG = re.compile(r"([a-z][a-z0-9._-]*?)-v?(\d{1,4}(?:\.\d{1,4})*)")

_NOT_NPM = frozenset({"php", "dart", "ruby"})
_ENGINES = frozenset({"node", "npm", "pnpm", "vscode", "yarn"})
"""What package.json asks for beside libraries, in the same notation."""


@dataclass(frozen=True)
class Statement:
    """`covered`: the highest major that is spoken of, `versions.OPEN` without an upper bound. `pinned`: in the text."""

    library: Library
    covered: float
    pinned: bool


def statements(
    texts: Sequence[str], tags: Iterable[str], metadata: Mapping[str, Any], fingerprint: Mapping[str, Any]
) -> list[Statement]:
    """One statement for each library that is spoken of, at most MOST_LIBRARIES.

    Metadata says what a trace is meant for and so counts before the text, where an old pin may be the very problem;
    of several pins the highest counts.
    """
    declared = _highest(_declared(metadata, ecosystem_of(fingerprint)))
    language = str(fingerprint.get("language"))
    pinned = _highest(pin for text in texts for pin in islice(_pins(text, language), _MOST_PINS))
    tagged = _highest(_tagged(tags))
    found = {library: Statement(library, major, pinned=False) for library, major in declared.items()}
    for library, major in pinned.items():
        highest = max(major, tagged.pop(library, major))
        found.setdefault(library, Statement(library, highest, pinned=True))
    for library, major in tagged.items():
        found.setdefault(library, Statement(library, major, pinned=False))
    return list(islice(found.values(), MOST_LIBRARIES))


Found = Iterator[tuple[Library | None, str]]


def _highest(found: Iterable[tuple[Library | None, str]]) -> dict[Library, float]:
    highest: dict[Library, float] = {}
    for library, statement in found:
        major = covered(statement)
        if library is not None and major is not None:
            highest[library] = max(major, highest.get(library, major))
    return highest


def _declared(metadata: Mapping[str, Any], ecosystem: str | None) -> Found:
    versions = metadata.get("versions")
    pairs = list(versions.items()) if isinstance(versions, Mapping) else []
    for name, version in [*pairs, (metadata.get("library"), metadata.get("library_version"))]:
        if isinstance(name, str) and isinstance(version, str | int | float) and not isinstance(version, bool):
            yield mentioned(name, ecosystem), str(version)


def _tagged(tags: Iterable[str]) -> Found:
    """Only names that everybody knows: `utf-8` and `web-3` look the same."""
    for tag in tags:
        if match := _TAG.fullmatch(tag):
            yield mentioned(match[1], None), match[2]


def _pins(text: str, language: str) -> Found:
    yield from _python_pins(text)
    for command in _NODE_COMMAND.finditer(text):
        for token in command[1].split():
            if match := _NODE_TOKEN.fullmatch(token.strip(_AROUND)):
                yield published(NPM, match[1]), match[2]
    if language not in _NOT_NPM:
        yield from _node_entries(text)


def _python_pins(text: str) -> Found:
    for pin in _PYTHON_PIN.finditer(text):
        yield published(PYPI, pin[1]), pin[2]
    for command in _PYTHON_COMMAND.finditer(text):
        for token in command[1].split():
            if match := _REQUIREMENT.fullmatch(token.strip(_AROUND)):
                yield published(PYPI, match[1]), match[2]


def _node_entries(text: str) -> Found:
    for ranged in _RANGED_ENTRY.finditer(text):
        if ranged[1] not in _ENGINES:
            yield published(NPM, ranged[1]), ranged[2]
    for block in _DEPENDENCIES.finditer(text):
        for entry in _ENTRY.finditer(block[1]):
            yield published(NPM, entry[1]), entry[2]
