"""An embedder that keeps what it computed in a file: what is measured often is embedded once for a user."""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from search.embeddings.protocol import Embedder, Kind, Vectors

BATCH = 1024
"""Texts embedded between two commits: an interrupted run loses no more."""

_LOCK_WAIT_S = 60.0
_KEYS_PER_QUERY = 500

Progress = Callable[[int, int], None]
"""Told how many of how many different texts have their vector."""


class StoredEmbedder:
    """Vectors by SHA-256 of kind and text, in one SQLite file for each model and version.

    Safe to share between threads and processes, which at worst compute a vector twice. No one removes entries.
    """

    def __init__(self, inner: Embedder, folder: Path, progress: Progress | None = None) -> None:
        """`folder` is made where it is missing; `progress` is told after every batch."""
        self._inner = inner
        self.model_id = inner.model_id
        self.model_version = inner.model_version
        self.dim = inner.dim
        self.max_tokens = inner.max_tokens
        self._path = folder / f"{inner.model_id}-{inner.model_version}.sqlite"
        self._progress = progress
        folder.mkdir(parents=True, exist_ok=True)
        with closing(self._connect()) as file:
            file.execute("PRAGMA journal_mode = WAL")
            file.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        keys = [hashlib.sha256(f"{kind}\0{text}".encode()).digest() for text in texts]
        with closing(self._connect()) as file:
            found = _read(file, keys)
            absent = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
            # Those of like length share a batch, whatever order they were given in.
            missing = sorted(absent.items(), key=lambda entry: len(entry[1]))
            for start in range(0, len(missing), BATCH):
                batch = missing[start : start + BATCH]
                vectors = self._inner.embed([text for _, text in batch], kind)
                made = [(key, _bytes(vector)) for (key, _), vector in zip(batch, vectors, strict=True)]
                with file:
                    file.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", made)
                found.update(made)
                if self._progress:
                    self._progress(len(found), len(set(keys)))
        stored = np.frombuffer(b"".join(found[key] for key in keys), dtype="<f4")
        return stored.reshape(len(texts), self.dim).astype(np.float32)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=_LOCK_WAIT_S)


def _bytes(vector: Vectors) -> bytes:
    return vector.astype("<f4").tobytes()


def _read(file: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, bytes]:
    found: dict[bytes, bytes] = {}
    for start in range(0, len(keys), _KEYS_PER_QUERY):
        part = keys[start : start + _KEYS_PER_QUERY]
        marks = ",".join("?" * len(part))
        found.update(file.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part))  # noqa: S608 - marks only
    return found
