"""API keys: from the client's configuration to the API, and nowhere else."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

SHORTEST_KEY = 16
KEY_VARIABLE = "COMMONTRACE_API_KEY"

_KEY = re.compile(r"ct_[a-z]+_([0-9A-Za-z]{12})_[0-9A-Za-z_]+")
_PRINTABLE = re.compile(r"[\x21-\x7e]{1,256}")


@dataclass(frozen=True, repr=False)
class Credential:
    """One client's key. Its text appears in requests to the API alone: there is no repr of it."""

    key: str

    @property
    def id(self) -> str:
        """What tells keys apart without giving them away: the public part of our keys, else a digest."""
        match = _KEY.fullmatch(self.key)
        return match[1] if match else hashlib.sha256(self.key.encode()).hexdigest()[:16]

    def scrub(self, text: str) -> str:
        """`text` without the key, whatever a backend may echo. What is too short to be one would only maim words."""
        return text.replace(self.key, "[key]") if len(self.key) >= SHORTEST_KEY else text


def from_headers(headers: Mapping[str, str]) -> Credential | None:
    """The key that a request brings: `x-api-key`, else `Authorization: Bearer`. Names of `headers` in lower case."""
    key = headers.get("x-api-key", "").strip()
    if not key:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        key = token.strip() if scheme.lower() == "bearer" else ""
    return _credential(key)


def from_environment(environ: Mapping[str, str]) -> Credential | None:
    return _credential(environ.get(KEY_VARIABLE, "").strip())


def _credential(key: str) -> Credential | None:
    # A client that doesn't expand variables sends their names; anything unprintable can't be a header.
    if not _PRINTABLE.fullmatch(key) or key.startswith("${"):
        return None
    return Credential(key)
