"""An embedder whose work is counted and timed."""

import time
from collections.abc import Callable, Sequence

from search.embeddings.protocol import Embedder, Kind, Vectors

Observe = Callable[[Kind, int, float], None]
"""Told of each call: what for, how many texts, how many seconds."""


class ObservedEmbedder:
    """Passes everything on to the embedder within."""

    def __init__(self, inner: Embedder, observe: Observe) -> None:
        self._inner = inner
        self._observe = observe
        self.model_id = inner.model_id
        self.model_version = inner.model_version
        self.dim = inner.dim
        self.max_tokens = inner.max_tokens

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        started = time.perf_counter()
        vectors = self._inner.embed(texts, kind)
        self._observe(kind, len(texts), time.perf_counter() - started)
        return vectors
