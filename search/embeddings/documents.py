"""The vector that stands for a document: the mean of what the model makes of all of it, and of its head alone.

The model sees the first 256 tokens. A long rest fills most of them and drowns the words that say what the document is
about; docs/search-quality.md has what the head's share gives.
"""

from collections.abc import Sequence

import numpy as np

from search.embeddings.protocol import Embedder, Vectors

RECIPE = "whole+head"
"""Part of the name of the vector space: vectors made in another way don't compare."""


def embed_documents(embedder: Embedder, documents: Sequence[tuple[str, str]]) -> Vectors:
    """float32 [n, dim] with rows of length 1, for (whole text, head) of each document. Raises EmbedderUnavailable."""
    wholes, heads = [whole for whole, _ in documents], [head for _, head in documents]
    both = embedder.embed([*wholes, *heads], "document")
    mean = both[: len(documents)] + both[len(documents) :]
    vectors: Vectors = mean / np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    return vectors
