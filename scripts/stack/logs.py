"""The programs' log files."""

from pathlib import Path

TAIL_LINES = 25
TAIL_BYTES = 64 * 1024


def tail(path: Path, lines: int = TAIL_LINES) -> str:
    """The last `lines` lines of `path`, empty when there is no such file."""
    try:
        with path.open("rb") as stream:
            size = stream.seek(0, 2)
            stream.seek(max(0, size - TAIL_BYTES))
            text = stream.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
