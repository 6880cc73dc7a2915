"""A trace as a person writes it: in an editor or a file."""

from pathlib import Path
from typing import Any

import click

from .api import ApiError

TEMPLATE = """\
# Lines that begin with '# ' before the first heading are left out.
TITLE: one line that somebody with this problem would recognise
TAGS: python, postgres

## Context
What went wrong, with the exact error, and where: versions, system.

## Solution
What mends it, and why.
"""


def read(file: Path) -> dict[str, Any]:
    """What a file holds, as a request. Raises ApiError that says what is missing."""
    try:
        return parsed(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ApiError(f"{file} can't be read as UTF-8: {error}") from error


def edit() -> dict[str, Any]:
    """What is written in the user's editor, as a request. Raises ApiError that says what is missing."""
    text = click.edit(TEMPLATE)
    if text is None:
        raise ApiError("Nothing was written.")
    return parsed(text)


def parsed(text: str) -> dict[str, Any]:
    """A trace in the editor's form as a request. Raises ApiError that says what is missing."""
    head, _, rest = text.partition("\n## Context\n")
    context, found, solution = rest.partition("\n## Solution\n")
    fields = {
        name.strip().upper(): value.strip()
        for name, colon, value in (line.partition(":") for line in head.splitlines() if not line.startswith("#"))
        if colon
    }
    if not (found and fields.get("TITLE") and context.strip() and solution.strip()):
        raise ApiError("A trace needs a line 'TITLE: ...' and text under '## Context' and '## Solution'.")
    if text.strip() == TEMPLATE.strip():
        raise ApiError("Nothing was written.")
    tags = [tag.strip() for tag in fields.get("TAGS", "").split(",") if tag.strip()]
    return {
        "title": fields["TITLE"],
        "context_text": context.strip(),
        "solution_text": solution.strip(),
        "tags": tags,
    }
