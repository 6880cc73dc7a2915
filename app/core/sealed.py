"""Short texts that clients keep for us and can't change: base64url of a MAC and what it is made over. Pure."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence

_MAC_BYTES = 16


def seal(content: bytes, secret: bytes, purpose: str) -> str:
    """`content`, readable by anybody, made valid by `secret` for one purpose only."""
    return base64.urlsafe_b64encode(_mac(content, secret, purpose) + content).rstrip(b"=").decode()


def unseal(text: str, secrets: Sequence[bytes], purpose: str) -> bytes | None:
    """What was sealed under one of the secrets, None for anything else."""
    try:
        raw = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    mac, content = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    matches = [hmac.compare_digest(mac, _mac(content, secret, purpose)) for secret in secrets]
    return content if any(matches) else None


def _mac(content: bytes, secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, purpose.encode() + b"\0" + content, hashlib.sha256)[:_MAC_BYTES]
