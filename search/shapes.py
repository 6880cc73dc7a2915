"""What near-copies have in common: a few keys of a text, of which two texts that are nearly the same share one.

Min-wise hashing of the set of terms (Broder 1997), its values put together to bands: with ROWS values in each of BANDS
bands, texts whose sets overlap by a share s have a key in common with the probability 1 - (1 - s^ROWS)^BANDS, which
is .83 at .95, .40 at .90 and .05 at .80.
"""

import hashlib
import zlib

import numpy as np

from search.terms import terms

BANDS, ROWS = 4, 20

FEWEST = 30
"""Different terms. Of shorter texts only those are alike that say the same."""

_random = np.random.default_rng(20)
_FACTORS = _random.integers(1, 2**63, size=(BANDS * ROWS, 1), dtype=np.uint64) | np.uint64(1)


def shapes(text: str) -> tuple[str, ...]:
    """The keys; texts that have one in common are near-copies of each other. None for a text without words."""
    found = list(terms(text))
    if not found:
        return ()
    different = sorted(set(found))
    if len(different) < FEWEST:
        return (_digest(" ".join(found).encode()),)
    hashes = np.array([_spread(term) for term in different], dtype=np.uint64)
    least = (hashes * _FACTORS >> np.uint64(32)).min(axis=1).reshape(BANDS, ROWS)
    return tuple(_digest(bytes([band]) + values.tobytes()) for band, values in enumerate(least))


def _spread(term: str) -> int:
    encoded = term.encode()
    return zlib.crc32(encoded) << 32 | zlib.crc32(encoded, 0x9E3779B9)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=6).hexdigest()
