"""Secrets that show by their name: a random value after a word such as `password`, or close to one."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from app.safety.channels import looks_drawn
from app.safety.entropy import bits_per_character, strangeness
from app.safety.patterns import Hit
from app.safety.placeholders import is_placeholder, readable_base64

_NAME = re.compile(
    r"(?P<password>password|passwd|passphrase|passcode|(?<![a-z])(?:db)?pass(?![a-z])|(?<![a-z])pwd(?![a-z]))"
    r"|secret|token|credential|(?<![a-z])(?:auth|jwt|hmac|pepper|pat)(?![a-z])|authorization"
    r"|(?:api|access|private|encryption|signing|master|account|auth|subscription|functions?|service|role|app|client"
    r"|licen[cs]e|storage|shared|crypto|webhook|deploy)[ _-]?key"
)
# What stands between name and value; names that say where a secret is, or vouch for it, are caught by _ABOUT.
_LINK = re.compile(
    r"(?P<rest>[a-z0-9_-]{0,40})(?P<close>[\"'`*\])]{0,4})"
    r"(?:[ \t]{0,8}(?:=>|:=|={1,3}|!=|:|\|)[ \t*`]{0,8}(?:[|>]-?[ \t]{0,4})?(?:\\?\r?\n[ \t]{0,40})?"
    r"|(?P<quoted>[(>,][ \t]{0,4})"
    r"|,?\s{1,40}[\"']?value[\"']?[ \t]{0,2}[=:][ \t]{0,4}"
    r"|[ \t]{1,3}(?:is|was|to|of|as)[ \t:]{1,3}"
    r"|(?P<space>[ \t]{1,3}))"
)
_ABOUT = re.compile(
    r"[_-]?(?:names?|ids?|paths?|files?|urls?|uris?|types?|length|len|size|count|hash|digest|sha\d*|md5|checksum|fingerprint"
    r"|fields?|headers?|prefix|suffix|regex|pattern|arn|ref|versions?|expir\w*|ttl|label|format|class|alg\w*|izers?|ize|ization)"
    r"(?![a-z])"
)
_BEFORE_ABOUT = re.compile(
    r"(?:public(?:[ _-]?key)?|publishable|page|next|continuation|sync|cursor|cancel\w*|arn:\S*)[ _-]?$"
)
_VALUE = re.compile(
    r"(?:[A-Za-z_][\w.|\[\] ]{0,40}=[ \t]{0,4})?(?:await |new |&|@)?"
    r"(?:[A-Za-z_][\w.:]{0,60}\([ \t]{0,4}){0,2}[\[({]{0,2}"
    r"(?:[rbfu]{0,2}[\"'`](?P<quoted>[^\"'`\s]{6,400})|(?P<bare>[^\s\"'`,;:(){}<>\[\]=|\\]{6,400}={0,2}))"
)
_LONE = re.compile(r"(?<![\w/+.~-])[A-Za-z0-9_+/.~-]{20,200}={0,2}")
_VOUCHER = re.compile(
    r"(?:(?:page|next|continuation|sync|publickey)[_-]?token|h1|sha\d*|md5|integrity|hash|etag|digest|checksum"
    r"|commit|rev|ref|id|nonce|version)[\"']?[ \t]?[:=#@ -][ \t]?[\"'`]?$",
    re.IGNORECASE,
)
_PUBLIC_ID = re.compile(
    r"(?:req|msg|org|proj|user|usr|evt|cus|pi|pk|price|prod|run|thread|call|toolu|chatcmpl|file|asst|resp|sess|sub|acct|sha\d*)[_-]"
)
_HEX = re.compile(r"[0-9a-fA-F-]+")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_GENERIC = "generic secret"
_OPTION = re.compile(r"(?:^|\s)--[a-z-]*$")
_AWS_LENGTH = 40
_AWS_BODY = re.compile(r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])[A-Za-z0-9/+]+")
_NEAR_BEFORE, _NEAR_AFTER = 60, 40


def find(text: str) -> Iterator[Hit]:
    """Random values that are assigned to a name of a secret, handed to it, or stand near it on the same line."""
    lowered = text.lower() if text.isascii() else text.translate(_LOWER)
    names = list(_NAME.finditer(lowered))
    for name in names:
        hit = _assigned(text, lowered, name)
        if hit is not None:
            yield hit
    if names:
        yield from _near(text, [name.start() for name in names])


def _assigned(text: str, lowered: str, name: re.Match[str]) -> Hit | None:
    link = _LINK.match(lowered, name.end())
    if (
        link is None
        or _ABOUT.match(link["rest"])
        or _BEFORE_ABOUT.search(lowered, max(0, name.start() - 80), name.start())
    ):
        return None
    match = _VALUE.match(text, link.end())
    if match is None or (link["quoted"] and match["quoted"] is None):
        return None
    value = match["quoted"] or _unpunctuated(match["bare"])
    kind = "password" if name["password"] else _GENERIC
    if len(value) == _AWS_LENGTH and "aws" in lowered[max(0, name.start() - 40) : link.end()]:
        kind = "AWS secret key"
    if _accepted(value, name, kind, loosely=link["space"] is not None and not _is_option(lowered, name.start())):
        start = match.start("quoted" if match["quoted"] else "bare")
        return Hit(kind, start, value, rank=2 if kind == _GENERIC else 1)
    return None


def _accepted(value: str, name: re.Match[str], kind: str, *, loosely: bool) -> bool:
    """`loosely`: nothing but blanks joins name and value."""
    if loosely:
        return _strict(value, 12)
    if kind == "AWS secret key" and _AWS_BODY.fullmatch(value) and bits_per_character(value) > 4:
        return not is_placeholder(value)
    return _random(value, 8 if kind == "password" or name[0] == "secret" else 12, weak=name[0] in {"token", "auth"})


def _is_option(lowered: str, start: int) -> bool:
    return _OPTION.search(lowered[max(0, start - 30) : start]) is not None


def _near(text: str, names: list[int]) -> Iterator[Hit]:
    for match in _LONE.finditer(text):
        value = _unpunctuated(match[0])
        if (
            _has_neighbour(text, match.start(), match.end(), names)
            and not text.startswith("…", match.end())
            and _strict(value, 20)
            and not _PUBLIC_ID.match(value)
            and not _VOUCHER.search(text, max(0, match.start() - 20), match.start())
        ):
            yield Hit(_GENERIC, match.start(), value, rank=2)


def _has_neighbour(text: str, start: int, end: int, names: list[int]) -> bool:
    """Whether a name begins close before `start` or after `end`, on the same line."""
    earliest, latest = max(0, start - _NEAR_BEFORE), end + _NEAR_AFTER
    line_start, line_end = text.rfind("\n", earliest, start) + 1, text.find("\n", end, latest)
    before = bisect_left(names, max(earliest, line_start))
    after = bisect_left(names, end)
    return (before < len(names) and names[before] < start) or (
        after < len(names) and names[after] < (latest if line_end < 0 else line_end)
    )


def _random(value: str, shortest: int, *, weak: bool) -> bool:
    """`weak` is a name that often holds an identifier: a UUID under it counts as one."""
    if len(value) < shortest or not looks_drawn(value) or (weak and _UUID.fullmatch(value)):
        return False
    return _worth_wrapping(value)


def _strict(value: str, shortest: int) -> bool:
    """For a value that isn't assigned: random by every measure, and no digest."""
    if len(value) < shortest or _HEX.fullmatch(value) or not looks_drawn(value) or not _worth_wrapping(value):
        return False
    classes = (str.isdigit, str.islower, str.isupper)
    return all(any(map(c, value)) for c in classes) and strangeness(value) >= 0.6 and bits_per_character(value) > 3


def _worth_wrapping(value: str) -> bool:
    """False for the base64 of readable text that looks written, such as that of `username:password`."""
    inner = readable_base64(value)
    return inner is None or looks_drawn(inner)


def _unpunctuated(value: str) -> str:
    """Without the mark that ends a sentence; an ellipsis stays, since it says that the value is cut off."""
    return value if value.endswith("..") else value.rstrip(".!?*")
