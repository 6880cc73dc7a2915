"""A trace as a person writes it: in an editor or a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from . import config
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
    return parsed(_text(file))


def draft() -> Path:
    """What the editor is given: here it stays until the trace was accepted."""
    return config.path().with_name("draft.md")


@contextmanager
def drafted() -> Iterator[dict[str, Any]]:
    """What is written in the user's editor, as a request that the block sends. Raises ApiError.

    The draft is gone after the block. Whatever is raised in it, or before it, leaves the draft and says where it is.
    """
    file = draft()
    try:
        text = _edited(file)
        yield parsed(text)
    except click.ClickException as error:
        raise ApiError(_kept(error.message, file)) from error
    except (click.Abort, KeyboardInterrupt, EOFError) as error:
        raise click.Abort(_kept(str(error) or "Stopped.", file)) from error
    # Another editor may be at it by now.
    if _text(file) == text:
        file.unlink()


def _edited(file: Path) -> str:
    try:
        if file.exists():
            click.echo(f"Taking up what is kept in {file}.", err=True)
        else:
            config.write(file, TEMPLATE)
        # The file itself and no copy, so that nothing is lost with the editor or the terminal.
        click.edit(filename=str(file))
        file.chmod(0o600)
    except OSError as error:
        raise ApiError(f"{file} can't be written: {error}") from error
    if _drop_empty(file):
        raise ApiError("Nothing was written.")
    return _text(file)


def _kept(said: str, file: Path) -> str:
    """What was said, and where the draft is if there is one."""
    if _drop_empty(file):
        return said
    return f"{said.rstrip('.')}. Your text is kept in {file}: 'commontrace contribute' takes it up again."


def _drop_empty(file: Path) -> bool:
    """Whether there is no draft, or one that nobody wrote in, which is gone then."""
    try:
        is_empty = file.read_text(encoding="utf-8").strip() in {"", TEMPLATE.strip()}
    except FileNotFoundError:
        return True
    except (OSError, UnicodeDecodeError):
        return False
    if is_empty:
        file.unlink()
    return is_empty


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ApiError(f"{file} can't be read as UTF-8: {error}") from error


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
