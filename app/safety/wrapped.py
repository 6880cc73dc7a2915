"""Texts inside base64 or hexadecimal blobs."""

import base64
import binascii
import re
from collections.abc import Iterator

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-f]{2}){24,}|(?:[0-9A-F]{2}){24,}")
_BETWEEN_LINES = re.compile(r"[ \t\"'+>#*\\]*\r?\n[ \t\"'+>#*]*")
_URL_SAFE = str.maketrans("-_", "+/")
_PRINTABLE = bytes([9, 10, 13, *range(32, 127)])
_SHORTEST_TEXT = 12
_MOSTLY = 0.95


def unwrap(text: str) -> Iterator[tuple[int, str, str]]:
    """Offset, blob and inner text of each blob that holds readable text; a blob may go on over lines."""
    for start, blob in _blobs(text):
        for inner in _decodings(blob):
            yield start, blob, inner
    for match in _HEX.finditer(text):
        readable = _readable(bytes.fromhex(match[0]))
        if readable is not None:
            yield match.start(), match[0], readable


def _blobs(text: str) -> Iterator[tuple[int, str]]:
    start = end = -1
    parts: list[str] = []
    for match in _BASE64.finditer(text):
        if parts and _BETWEEN_LINES.fullmatch(text, end, match.start()):
            parts.append(match[0])
        else:
            if parts:
                yield start, "".join(parts)
            start, parts = match.start(), [match[0]]
        end = match.end()
    if parts:
        yield start, "".join(parts)


def _decodings(blob: str) -> Iterator[str]:
    """The blob may follow other characters of the alphabet, such as a path, so that it starts at any of four places."""
    body = blob.translate(_URL_SAFE).replace("=", "")
    for skipped in range(4):
        usable = (len(body) - skipped) // 4 * 4
        tail = body[skipped + usable :]
        try:
            decoded = base64.b64decode(
                body[skipped : skipped + usable] + (tail + "=" * (4 - len(tail)) if len(tail) > 1 else "")
            )
        except binascii.Error:
            continue
        readable = _readable(decoded)
        if readable is not None:
            yield readable


def _readable(data: bytes) -> str | None:
    """The text, also of UTF-16; a few stray bytes at its edges are dropped."""
    data = data.replace(b"\0", b"")
    kept = len(data) - len(data.translate(None, _PRINTABLE))
    if len(data) < _SHORTEST_TEXT or kept < len(data) * _MOSTLY:
        return None
    return data.decode("ascii", "ignore")
