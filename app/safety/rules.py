"""Finding secrets in text before it is stored. Pure, deterministic, linear in the length of the text.

What is found is named by kind and place only: a secret never leaves this room, neither in a result nor in an error.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.safety import channels, keywords, patterns, upstream, views, wrapped
from app.safety.entropy import strangeness

_DEPTH_OF_WRAPPING = 2
_LONGEST_VALUE = 500
_LONGEST_NAME = 40
_MANY = 50


@dataclass(frozen=True, order=True)
class Finding:
    """A possible secret: `line` counts from 1, by line feeds; `kind` is for people, such as `GitHub token`."""

    line: int
    kind: str


@dataclass(frozen=True)
class FieldFinding:
    """A possible secret in a field, given as a dotted path such as `metadata_json.a.0`."""

    field: str
    line: int
    kind: str


class _Located(NamedTuple):
    line: int
    hit: patterns.Hit


def scan(text: str) -> list[Finding]:
    """Every possible secret, each kind once per line, in order of lines. Never raises."""
    lines: dict[int, list[patterns.Hit]] = {}
    for line, hit in _locate(text):
        lines.setdefault(line, []).append(hit)
    return sorted({Finding(line, hit.kind) for line, hits in lines.items() for hit in hits if not _told(hit, hits)})


def scan_fields(fields: Mapping[str, object]) -> list[FieldFinding]:
    """`scan` over all strings of the fields, those in nested objects and lists and the names in them included.

    A string is also read together with the name it stands under. A name that might itself be a secret or is no plain
    identifier appears in paths as `#` and its position in its object.
    """
    found: list[FieldFinding] = []
    for name, value in fields.items():
        found.extend(_scan_value(name, name, value))
    return found


def _locate(text: str) -> Iterator[_Located]:
    shown = views.plain(text)
    decoded = views.decoded(text)
    for view in (shown, decoded):
        if view is not None:
            yield from (_Located(view.line(hit.start), hit) for hit in _direct(view.text))
            for start, blob, inner in wrapped.unwrap(view.text):
                yield from (_Located(view.line(start), hit._replace(value=blob)) for hit in _inside(inner))
    whole = views.joined(shown)
    if whole is not None:
        yield from (_Located(whole.line(hit.start), hit) for hit in patterns.find(whole.text, loose=False))


def _direct(text: str) -> Iterator[patterns.Hit]:
    for finder in (patterns.find, channels.find, upstream.find, keywords.find):
        yield from finder(text)


def _inside(inner: str, depth: int = 1) -> Iterator[patterns.Hit]:
    yield from _direct(inner)
    if depth < _DEPTH_OF_WRAPPING:
        for _, _, deeper in wrapped.unwrap(inner):
            yield from _inside(deeper, depth + 1)


def _told(hit: patterns.Hit, hits: list[patterns.Hit]) -> bool:
    """Whether the same value is known for something better on its line. Where very many stand, those say enough."""
    if hit.rank == 0:
        return False
    better = [other for other in hits[:_MANY] if other.rank < hit.rank]
    return any(hit.value in other.value or other.value in hit.value for other in better) or (
        len(hits) > _MANY and bool(better)
    )


def _scan_value(path: str, name: str, value: object) -> list[FieldFinding]:
    """In document order; with its own stack, since JSON nests as deep as it likes."""
    found: list[FieldFinding] = []
    waiting: list[tuple[str, str, object]] = [(path, name, value)]
    while waiting:
        path, name, value = waiting.pop()
        if isinstance(value, str):
            found.extend(FieldFinding(path, f.line, f.kind) for f in _scan_named(name, value))
        elif isinstance(value, Mapping):
            inner: list[tuple[str, str, object]] = []
            for position, (key, below) in enumerate(value.items()):
                label = str(key)
                in_key = scan(label)
                found.extend(FieldFinding(path, 1, f.kind) for f in in_key)
                shown = label if _showable(label) and not in_key else f"#{position}"
                inner.append((f"{path}.{shown}", label, below))
            waiting.extend(reversed(inner))
        elif isinstance(value, (list, tuple)):
            waiting.extend((f"{path}.{i}", name, value[i]) for i in range(len(value) - 1, -1, -1))
    return found


def _scan_named(name: str, value: str) -> list[Finding]:
    alone = scan(value)
    if alone or len(value) > _LONGEST_VALUE or "\n" in value or not name:
        return alone
    return [Finding(1, f.kind) for f in scan(f"{name}: {value}") if f.line == 1]


def _showable(name: str) -> bool:
    plain = name.replace("_", "").replace("-", "")
    return 0 < len(name) <= _LONGEST_NAME and plain.isascii() and plain.isalnum() and strangeness(name) < 0.5
