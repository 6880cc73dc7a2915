"""Seed traces as files: `<domain>/<slug>.md`, front matter, `## Context`, `## Solution`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from app.core.errors import Invalid
from app.core.http.parsing import parse
from app.traces.schemas import TraceIn
from app.traces.service import Draft, prepare

FOLDER = Path(__file__).resolve().parents[1] / "seed_traces"

METADATA_FIELDS = ("language", "framework", "versions", "os", "sources")
OTHER_FIELDS = ("title", "tags", "error", "related")


@dataclass(frozen=True)
class Seed:
    """One file. `slug` is `<domain>/<name>` and stays the same when the content is revised.

    `related` holds the slugs of traces that a reader may need next.
    """

    slug: str
    draft: Draft
    related: tuple[str, ...] = ()


class SeedError(ValueError):
    """A file that can't be loaded; the message names the file and what to mend."""


def read_all(folder: Path = FOLDER) -> list[Seed]:
    """Every seed in order of its slug. Raises SeedError for the first bad file."""
    return [read(path, folder) for path in paths(folder)]


def paths(folder: Path = FOLDER) -> list[Path]:
    """The files of the library."""
    return sorted(folder.glob("*/*.md"))


def slug_of(path: Path, folder: Path = FOLDER) -> str:
    """`<domain>/<name>` of a file."""
    return path.relative_to(folder).with_suffix("").as_posix()


def read(path: Path, folder: Path = FOLDER) -> Seed:
    """One file, held to the same limits as a trace that comes in over the API."""
    text = path.read_text(encoding="utf-8")
    try:
        _, front, body = text.split("---\n", 2)
        fields: dict[str, Any] = yaml.safe_load(front)
        context_text, solution_text = _sections(body)
        related = tuple(_names(fields))
    except (ValueError, yaml.YAMLError) as error:
        raise SeedError(
            f"{path}: needs front matter between '---' lines, '## Context' and '## Solution': {error}"
        ) from error
    metadata = {name: fields[name] for name in METADATA_FIELDS if name in fields}
    if "error" in fields:
        metadata["error_message"] = fields["error"]
    try:
        content = parse(
            TraceIn(),
            {
                "title": fields.get("title"),
                "context_text": context_text,
                "solution_text": solution_text,
                "tags": fields.get("tags", []),
                "metadata_json": metadata,
            },
        )
        for name in ("supersedes_trace_id", "on_duplicate"):
            content.pop(name)
        draft = prepare(content)
    except Invalid as error:
        raise SeedError(f"{path}: {error.detail}") from error
    return Seed(slug_of(path, folder), draft, related)


def _names(fields: dict[str, Any]) -> list[str]:
    """The related slugs. Raises ValueError for front matter that isn't what it should be."""
    if not isinstance(fields, dict):
        raise ValueError("the front matter must be a mapping")  # noqa: TRY004 - one kind for whatever a file holds
    if unknown := set(fields) - {*METADATA_FIELDS, *OTHER_FIELDS}:
        raise ValueError(f"unknown fields: {', '.join(sorted(map(str, unknown)))}")
    related = fields.get("related") or []
    if not isinstance(related, list) or not all(isinstance(name, str) for name in related):
        raise ValueError("'related' must be a list of slugs such as python/late-binding-closure")
    return related


def _sections(body: str) -> tuple[str, str]:
    before, context_heading, rest = body.partition("## Context\n")
    context_text, solution_heading, solution_text = rest.partition("## Solution\n")
    if before.strip() or not context_heading or not solution_heading:
        raise ValueError("the two headings must stand once each, in this order, with nothing before them")
    return context_text.strip(), solution_text.strip()
