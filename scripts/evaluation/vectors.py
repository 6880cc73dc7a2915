"""Vectors that outlive a run: embedding a corpus takes minutes, reading it seconds."""

import os
from pathlib import Path

from scripts.stack.layout import cache_directory
from search.embeddings import Embedder
from search.embeddings.cache import CachedEmbedder
from search.embeddings.stored import StoredEmbedder

QUERIES_REMEMBERED = 100_000


def kept_vectors(embedder: Embedder) -> Embedder:
    """The embedder with a memory in the user's cache, and questions in this process's.

    A build server gets no file: its runs start from nothing.
    """
    if not os.environ.get("CI") and embedder.dim:
        embedder = StoredEmbedder(embedder, cache_directory(os.environ, Path.home()) / "vectors")
    return CachedEmbedder(embedder, QUERIES_REMEMBERED)
