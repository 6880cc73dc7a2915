"""Taking out of a text what is nobody else's business, where the text is kept for what it asks and not for who asked.

Stricter than the scan of contributions: those who sent one can mend it, and nobody looks at this before it is kept.
"""

import re
from collections.abc import Callable

from app.safety import channels, keywords, patterns, upstream, views
from app.safety.rules import scan

_EMAIL = re.compile(r"(?<![\w.+-])(?!git@)[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_URL = re.compile(r"([a-z][a-z0-9+.-]{1,15})://[^\s'\"<>`)\]]{1,2000}", re.IGNORECASE)
_HOST = re.compile(r"^(?:[^/@]*@)?(\[[0-9a-fA-F:]+\]|[^/:?#]+)")
_HOME = re.compile(r"((?:/home|/Users|\\Users|\\\\Users)[/\\]{1,2})[^/\\\s:'\"]+")
_IP4 = re.compile(r"(?<![\w.])(?!127\.|0\.0\.0\.0)(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
_IP6 = re.compile(
    r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{1,4}(?![\w:])|(?<![\w:])[0-9a-fA-F:]{2,30}::[0-9a-fA-F:]{1,30}"
)
_PHONE = re.compile(r"(?<!\w)\+\d[\d ()-]{7,18}\d")
_ID = re.compile(
    r"\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b|\b(?:0x)?(?=[0-9a-fA-F]*\d)[0-9a-fA-F]{12,}\b|\b\d{7,}\b"
)
_INTERNAL = re.compile(r"^[^.]+$|\.(?:internal|intranet|intra|corp|lan|local|home|private)$", re.IGNORECASE)
_LOCALHOST = re.compile(r"^(?:localhost|127\.[\d.]+|0\.0\.0\.0|\[::1\])$", re.IGNORECASE)


def _address(match: re.Match[str]) -> str:
    """A URL without its path, where ids and names are, and without a host that only its owner's network knows."""
    found = _HOST.match(match[0].partition("://")[2])
    host = found[1] if found else ""
    internal = _INTERNAL.search(host) and not _LOCALHOST.match(host)
    return f"{match[1]}://{'[host]' if internal or not host else host}"


_PERSONAL: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str] | str], ...] = (
    (_URL, _address),
    (_EMAIL, "[email]"),
    (_HOME, r"\1[user]"),
    (_IP4, "[ip]"),
    (_IP6, "[ip]"),
    (_PHONE, "[phone]"),
    (_ID, "[id]"),
)


def redact(text: str) -> str:
    """The text without secrets, addresses of people and machines, names of users, and ids.

    A line in which a secret is still suspected afterwards is left out whole; so is everything when that doesn't help.
    """
    shown = views.plain(text).text
    for find in (patterns.find, channels.find, upstream.find, keywords.find):
        for hit in sorted(find(shown), key=lambda hit: -len(hit.value)):
            if hit.value.strip():
                shown = shown.replace(hit.value, "[secret]")
    for pattern, instead in _PERSONAL:
        shown = pattern.sub(instead, shown)
    suspected = {finding.line for finding in scan(shown)}
    if not suspected:
        return shown
    rest = "\n".join(line for number, line in enumerate(shown.split("\n"), 1) if number not in suspected)
    return "" if scan(rest) else rest
