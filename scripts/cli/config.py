"""Where the API is and which key to use: options over environment over `~/.commontrace/config.json`."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

URL, KEY = "COMMONTRACE_API_BASE_URL", "COMMONTRACE_API_KEY"
DEFAULT_URL = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Config:
    """`key` is None before the first sign-up."""

    url: str
    key: str | None


def path() -> Path:
    """The file that the skill for coding agents keeps its key in, too."""
    return Path.home() / ".commontrace" / "config.json"


def load(url: str | None, key: str | None) -> Config:
    """What to use, given the options of the command line."""
    kept = _kept()
    return Config(
        (url or os.environ.get(URL) or kept.get("api_base_url") or DEFAULT_URL).rstrip("/"),
        key or os.environ.get(KEY) or kept.get("api_key"),
    )


def keep(url: str, key: str) -> Path:
    """Write address and key for the next time, readable by nobody else; what else the file holds stays."""
    file = path()
    write(file, json.dumps({**_kept(), "api_base_url": url, "api_key": key}, indent=2) + "\n")
    return file


def write(file: Path, content: str) -> None:
    """Put this into a file of `~/.commontrace` whole or not at all, readable by nobody else. Raises OSError."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(content)
    fresh.replace(file)


def _kept() -> dict[str, Any]:
    try:
        found = json.loads(path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
