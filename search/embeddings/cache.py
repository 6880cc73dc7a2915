"""An embedder that remembers: agents ask the same question more than once."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from search.embeddings.protocol import Embedder, Kind, Vectors


class CachedEmbedder:
    """Keeps the vectors of the last `capacity` queries; documents pass through. Safe to share between threads."""

    def __init__(self, inner: Embedder, capacity: int = 2048) -> None:
        self._inner = inner
        self._capacity = capacity
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def model_id(self) -> str:
        return self._inner.model_id

    @property
    def model_version(self) -> str:
        return self._inner.model_version

    @property
    def dim(self) -> int:
        return self._inner.dim

    @property
    def max_tokens(self) -> int:
        return self._inner.max_tokens

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        if kind == "document":
            return self._inner.embed(texts, kind)
        found = {text: vector for text in texts if (vector := self._recall(text)) is not None}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            for text, vector in zip(missing, self._inner.embed(missing, kind), strict=True):
                found[text] = vector
                self._remember(text, vector)
        return np.stack([found[text] for text in texts]) if texts else np.empty((0, self.dim), dtype=np.float32)

    def _recall(self, text: str) -> Vectors | None:
        with self._lock:
            if text in self._vectors:
                self._vectors.move_to_end(text)
            return self._vectors.get(text)

    def _remember(self, text: str, vector: Vectors) -> None:
        with self._lock:
            self._vectors[text] = vector
            while len(self._vectors) > self._capacity:
                self._vectors.popitem(last=False)
