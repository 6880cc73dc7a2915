"""Secrets that show by the way they travel: inside an address, a header, an option of a command."""

import re
from collections.abc import Iterator

from app.safety.entropy import bits_per_character, strangeness
from app.safety.patterns import Hit
from app.safety.placeholders import is_dummy, is_placeholder, is_reference, readable_base64

_IN_URL = re.compile(
    r"://([^\s:/?#@\"'`<>|\\]{0,100}):([^\s/@\"'`<>|\\]{3,256})@([A-Za-z0-9._-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])"
)
_BASIC = re.compile(r"basic[ \t:]{1,4}([a-z0-9+/_-]{8,400}={0,2})", re.IGNORECASE)
_BEARER = re.compile(r"bearer[ \t:]{1,4}[\"']?([a-z0-9._~+/-]{16,2000}={0,2})", re.IGNORECASE)
_USER_OPTION = re.compile(r"(?:[ \t]-u|--user)[ \t=]{1,2}[\"']?([^\s:\"']{1,64}):([^\s\"']{8,128})")
_LOCAL = re.compile(
    r"localhost|127\.[\d.]+|0\.0\.0\.0|\[::1\]|host\.docker\.internal|.*\bexample\.(?:com|org|net)"
    r"|.*\.(?:local|localhost|test|example|invalid)",
    re.IGNORECASE,
)
_LONG = 24


def find(text: str) -> Iterator[Hit]:
    """Passwords in URLs and options, credentials in `Authorization` headers."""
    if "://" in text:
        for match in _IN_URL.finditer(text):
            if _kept_secret(match[1], match[2], local=_is_local(match[3])):
                yield Hit("password in a URL", match.start(2), match[2])
    if "-u" in text:
        for match in _USER_OPTION.finditer(text):
            if _kept_secret(match[1], match[2], local=True):
                yield Hit("password on a command line", match.start(2), match[2])
    yield from _headers(text)


def _headers(text: str) -> Iterator[Hit]:
    lowered = text.lower()
    if "basic" in lowered:
        for match in _BASIC.finditer(text):
            user, colon, password = (readable_base64(match[1]) or "").partition(":")
            if colon and len(password) >= 3 and _kept_secret(user, password, local=False):
                yield Hit("basic auth header", match.start(1), match[1])
    if "bearer" in lowered:
        for match in _BEARER.finditer(text):
            if looks_drawn(match[1]):
                yield Hit("bearer token", match.start(1), match[1])


def looks_drawn(value: str) -> bool:
    """Whether a value in the place of a secret looks random: most neighbours are strange; more where no digit helps."""
    if is_placeholder(value) or is_reference(value) or is_dummy(value):
        return False
    digit, lower, upper = (any(map(c, value)) for c in (str.isdigit, str.islower, str.isupper))
    if digit and lower and upper and len(value) >= _LONG and bits_per_character(value) >= 4:
        return strangeness(value) >= 0.4
    return strangeness(value) >= (0.5 if digit else 0.65)


def _is_local(host: str) -> bool:
    """A machine of nobody else: loopback, a service of a compose file, a reserved name."""
    return "." not in host.strip(".") or _LOCAL.fullmatch(host) is not None


def _kept_secret(user: str, password: str, *, local: bool) -> bool:
    """Whether a password is worth keeping. For a local machine only a random one is, elsewhere any that's no dummy."""
    if local:
        return looks_drawn(password)
    if is_placeholder(password) or is_reference(password) or is_dummy(password):
        return False
    return password.lower() != user.lower() and password[0] not in "{[(%"
