"""The form of an API key: `ct_<env>_<id>_<secret>_<crc>`, parts in base62.

The prefix lets secret scanners find a leaked key; the checksum (CRC-32 of all before it) lets us, and them, refuse a
mistyped one without a look-up; the id finds the row, so that the secret is only ever compared as an HMAC.
"""

import hashlib
import hmac
import secrets
import string
import uuid
import zlib
from dataclasses import dataclass

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
ID_LENGTH = 12
SECRET_LENGTH = 32  # 190 bits
CRC_LENGTH = 6


@dataclass(frozen=True)
class KeyParts:
    """A well-formed key. `secret` is what must be proved; `id` is public."""

    id: str
    secret: str


def mint(environment: str) -> tuple[KeyParts, str]:
    """A new random key: its parts, and the text that is shown once."""
    parts = KeyParts(_random(ID_LENGTH), _random(SECRET_LENGTH))
    body = f"ct_{environment}_{parts.id}_{parts.secret}"
    return parts, f"{body}_{_checksum(body)}"


def parse(key: str) -> KeyParts | None:
    """The parts of a key whose form and checksum hold, else None."""
    if not key.isascii() or len(key) > 128:
        return None
    body, _, checksum = key.rpartition("_")
    pieces = body.split("_")
    if len(pieces) != 4 or pieces[0] != "ct" or len(pieces[2]) != ID_LENGTH or len(pieces[3]) != SECRET_LENGTH:
        return None
    if not hmac.compare_digest(checksum, _checksum(body)):
        return None
    return KeyParts(pieces[2], pieces[3])


def is_id(text: str) -> bool:
    """Whether a key could have this id."""
    return len(text) == ID_LENGTH and text.isascii() and text.isalnum()


def secret_hmac(secret: str, pepper: bytes) -> bytes:
    """HMAC-SHA256, 32 bytes. A fast hash suffices: the secret is random, not chosen by a person."""
    return hmac.digest(pepper, secret.encode(), hashlib.sha256)


def public_name(contributor_id: uuid.UUID, display_name: str | None) -> str:
    """What others see: the chosen name, or `anon-` with eight hex digits that don't reveal the id."""
    if display_name:
        return display_name
    return f"anon-{hashlib.sha256(contributor_id.bytes).hexdigest()[:8]}"


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _checksum(body: str) -> str:
    number = zlib.crc32(body.encode())
    digits = ""
    for _ in range(CRC_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
