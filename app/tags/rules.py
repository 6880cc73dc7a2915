"""The normal form of a tag: lower case, `a-z 0-9 . _ -`, at most 50 characters, one name for one thing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

MAX_LENGTH = 50
_VALID = re.compile(r"[a-z0-9._-]+")
_SEPARATORS = re.compile(r"[\s/]+")

ALIASES = {
    "c++": "cpp",
    "c#": "csharp",
    "f#": "fsharp",
    "golang": "go",
    "js": "javascript",
    "k8s": "kubernetes",
    "nextjs": "next.js",
    "nodejs": "node",
    "node.js": "node",
    "postgres": "postgresql",
    "py": "python",
    "python3": "python",
    "reactjs": "react",
    "ts": "typescript",
}


@dataclass(frozen=True)
class NormalTags:
    """`names` in first-seen order without repeats; `changed` maps what was sent to its name; `dropped` as sent."""

    names: tuple[str, ...]
    changed: dict[str, str]
    dropped: tuple[str, ...]


def normalise(tag: str) -> str | None:
    """One tag in normal form, None when nothing valid is left of it. Idempotent."""
    folded = _folded(tag)[:MAX_LENGTH]
    return folded if _VALID.fullmatch(folded) else None


def name_of(said: str) -> str:
    """A language, a framework or the like, by the name that tags have for it; of any characters, at most 100."""
    return _folded(said)[:100]


def normalise_all(tags: Iterable[str]) -> NormalTags:
    """All tags of one trace or query."""
    names: dict[str, None] = {}
    changed: dict[str, str] = {}
    dropped: list[str] = []
    for tag in tags:
        name = normalise(tag)
        if name is None:
            dropped.append(tag)
            continue
        names[name] = None
        if name != tag:
            changed[tag] = name
    return NormalTags(tuple(names), changed, tuple(dropped))


def _folded(said: str) -> str:
    folded = _SEPARATORS.sub("-", said.strip().lower())
    return ALIASES.get(folded, folded)
