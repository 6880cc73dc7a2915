"""An error as another agent would see it: the same fault in another project, on another machine, at another time."""

import random
import re
from collections.abc import Callable

from scripts.evaluation.sets.rows import chance

HOMES = ("/home/dana/src", "/Users/li/code", "/srv", "/opt/build", "/workspace", "/var/www")
PROJECTS = ("orderdesk", "atlas", "fern", "billing-core", "northwind", "papertrail")
FOLDERS = ("src", "service", "core", "internal", "backend")
STEMS = ("gateway", "ledger", "roster", "pricing", "mailer", "bundle", "quota", "summary")

_CODE = r"\.(?:py|js|mjs|cjs|jsx|ts|tsx|mts|go|rs|java|kt|swift|rb|php|vue|svelte|dart|c|cc|cpp|h)\b"

# What a library calls its own files is part of the error; where it is installed isn't.
_INSTALLED = re.compile(r"^.*?(?=/(?:site-packages|dist-packages|node_modules|lib/python3\.\d+)/)")
_ROOTED = re.compile(
    r"(?<![\w:/.@])/(?:home|Users|opt|srv|app|apps|data|code|builds?|workspace|project|root|mnt|var/www|usr/src|usr/lib)"
    r"/(?:[\w.@+-]+/)*[\w.@+-]+"
)
_RELATIVE = re.compile(rf"(?<![\w/.@-])(?!node_modules/|lib/|std/)(?:[\w-]+/)+[\w.-]+{_CODE}")

# These names mean the same in every project, so they may be what the error is about.
_MEANINGFUL = re.compile(
    r"^(?:__\w+__|main|index|manage|settings|models|views|urls|admin|setup|conftest|app|test_?.*|.*config.*)\."
)

_Change = Callable[[re.Match[str], random.Random], str]


def elsewhere(text: str) -> str:
    """The error with other paths, line numbers, addresses, ids, patch releases and times; the same for the same text.

    One value becomes the same other value wherever it stands. Codes, messages, names of exceptions and of libraries,
    and quoted names stay, as they are what tells one error from another.
    """
    rng = chance(text)
    seen: dict[str, str] = {}
    for pattern, change in _CHANGES:

        def once(match: re.Match[str], change: _Change = change) -> str:
            found = match.group()
            if found not in seen:
                seen[found] = change(match, rng)
            return seen[found]

        text = pattern.sub(once, text)
    return text


def _path(match: re.Match[str], rng: random.Random) -> str:
    path = match.group()
    home = f"{rng.choice(HOMES)}/{rng.choice(PROJECTS)}"
    if installed := _INSTALLED.match(path):
        environment = "" if path.startswith("/node_modules/", installed.end()) else "/.venv"
        return f"{home}{environment}{path[installed.end() :]}"
    return f"{home}/{rng.choice(FOLDERS)}/{_file(path, rng)}"


def _relative(match: re.Match[str], rng: random.Random) -> str:
    return f"{rng.choice(FOLDERS)}/{_file(match.group(), rng)}"


def _file(path: str, rng: random.Random) -> str:
    """The last part of a path, under another name when it is code of the project's own."""
    name = path.rsplit("/", 1)[1]
    if _MEANINGFUL.match(name) or not re.search(f"{_CODE}$", name):
        return name
    return f"{rng.choice(STEMS)}.{name.partition('.')[2]}"


def _digits(match: re.Match[str], rng: random.Random) -> str:
    """As many digits, hexadecimal where some were, all else in its place."""
    return re.sub(r"[0-9a-f]", lambda one: rng.choice("123456789" if one[0].isdigit() else "abcdef"), match.group())


def _line(match: re.Match[str], rng: random.Random) -> str:
    return f"{match['before']}{rng.randint(3, 480)}{match['after'] or ''}"


def _version(match: re.Match[str], rng: random.Random) -> str:
    """Another patch release: what a major or minor one changes may be the error itself."""
    return f"{match['release']}.{rng.randint(0, 19)}"


def _time(match: re.Match[str], rng: random.Random) -> str:
    day = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return f"{day}{match['between']}{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"


_CHANGES: tuple[tuple[re.Pattern[str], _Change], ...] = (
    (re.compile(r"\d{4}-\d\d-\d\d(?P<between>[T ])\d\d:\d\d:\d\d"), _time),
    (re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"), _digits),
    (re.compile(r"\b0x[0-9a-f]{4,16}\b"), lambda match, rng: "0x" + _digits(match, rng)[2:]),
    (re.compile(r"\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}\b"), _digits),
    (_ROOTED, _path),
    (_RELATIVE, _relative),
    (re.compile(r"(?P<before>\bline )\d+(?P<after>)"), _line),
    (re.compile(rf"(?P<before>{_CODE}:)\d+(?P<after>:\d+)?"), _line),
    (re.compile(r"(?<![\w.])(?P<release>v?\d+\.\d+)\.\d+(?![\w.])"), _version),
    (re.compile(r"(?<=pid[ =])\d+|(?<=pid: )\d+"), _digits),
)
