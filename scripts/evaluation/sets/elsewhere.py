"""An error as another agent would see it: the same fault in another project, on another machine, at another time."""

import random
import re
from collections.abc import Callable

from scripts.evaluation.sets.rows import chance

HOMES = ("/home/dana/src", "/Users/li/code", "/srv", "/opt/build", "/workspace", "/var/www")
PROJECTS = ("orderdesk", "atlas", "fern", "billing-core", "northwind", "papertrail")
FOLDERS = ("src", "service", "core", "internal", "backend")

# What a library calls its own files is part of the error; where it is installed isn't.
_INSTALLED = re.compile(r"^.*?(?=/(?:site-packages|dist-packages|node_modules|lib/python3\.\d+)/)")
_PATH = re.compile(r"(?<![\w:/.])/(?:[\w.@+-]+/)+[\w.@+-]+")
_SYSTEM = ("/usr/", "/bin/", "/lib/", "/etc/", "/proc/", "/dev/", "/sys/", "/tmp/", "/api/", "/var/")  # noqa: S108 - recognised, never opened

_Change = Callable[[re.Match[str], random.Random], str]


def elsewhere(text: str) -> str:
    """The error with other paths, line numbers, addresses, ids, versions and times; the same for the same text.

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
    if installed := _INSTALLED.match(path):
        return f"{rng.choice(HOMES)}/{rng.choice(PROJECTS)}/.venv{path[installed.end() :]}"
    if path.startswith(_SYSTEM):
        return path
    return f"{rng.choice(HOMES)}/{rng.choice(PROJECTS)}/{rng.choice(FOLDERS)}/{path.rsplit('/', 1)[1]}"


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
    (_PATH, _path),
    (re.compile(r"(?P<before>\bline )\d+(?P<after>)"), _line),
    (re.compile(r"(?P<before>\.[a-z]{1,4}:)\d+(?P<after>:\d+)?"), _line),
    (re.compile(r"(?<![\w.])(?P<release>v?\d+\.\d+)\.\d+(?![\w.])"), _version),
    (re.compile(r"(?<=pid[ =])\d+|(?<=pid: )\d+"), _digits),
)
