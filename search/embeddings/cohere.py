"""Embeddings by Cohere's hosted models. Texts leave the machine; nothing of this is loaded unless it is configured."""

from collections.abc import Sequence
from typing import Any, Literal

import cohere
import numpy as np
from cohere.core.request_options import RequestOptions

from search.embeddings.protocol import EmbedderUnavailable, Kind, Vectors
from search.hosted import CohereCalls, HostedUnavailable

DEFAULT_MODEL = "embed-v4.0"
BATCH = 96
"""The most texts that one request may hold."""

DIMENSIONS = {
    "embed-v4.0": (1536, 1024, 512, 256),
    "embed-english-v3.0": (1024,),
    "embed-multilingual-v3.0": (1024,),
    "embed-english-light-v3.0": (384,),
    "embed-multilingual-light-v3.0": (384,),
}
"""Lengths of the vectors of each model, the default first: an index is made before the first answer tells them."""

MAX_TOKENS = {"embed-v4.0": 8192}
"""What is seen of a text. The model takes 16 times more, but no trace is that long, and every token is paid for."""
_MAX_TOKENS_OF_OTHERS = 512

_INPUT: dict[Kind, Literal["search_query", "search_document"]] = {
    "query": "search_query",
    "document": "search_document",
}


class CohereEmbedder:
    """Safe to share between threads. The space of its vectors is named by model and length."""

    def __init__(self, calls: CohereCalls, model: str = DEFAULT_MODEL, dim: int | None = None) -> None:
        """ValueError for a model whose lengths aren't known, and for a length that it doesn't offer."""
        if model not in DIMENSIONS:
            raise ValueError(f"unknown model {model!r}; known are {', '.join(DIMENSIONS)}")
        offered = DIMENSIONS[model]
        if dim is not None and dim not in offered:
            raise ValueError(f"{model} has no vectors of {dim} dimensions, but of {', '.join(map(str, offered))}")
        self.dim = dim or offered[0]
        self.model_id = f"cohere-{model}"
        self.model_version = f"{self.dim}d"
        self.max_tokens = MAX_TOKENS.get(model, _MAX_TOKENS_OF_OTHERS)
        self._model = model
        # Only models that offer a choice take the parameters that make it.
        self._choice: dict[str, Any] = (
            {"output_dimension": self.dim, "max_tokens": self.max_tokens} if len(offered) > 1 else {}
        )
        self._calls = calls

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        vectors = np.empty((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            batch = list(texts[start : start + BATCH])
            try:
                vectors[start : start + len(batch)] = self._embed(batch, kind)
            except HostedUnavailable as error:
                raise EmbedderUnavailable(str(error)) from error
        return vectors

    def _embed(self, batch: list[str], kind: Kind) -> Vectors:
        def ask(client: cohere.ClientV2, options: RequestOptions) -> Vectors:
            response = client.embed(
                model=self._model,
                input_type=_INPUT[kind],
                texts=batch,
                embedding_types=["float"],
                truncate="END",
                request_options=options,
                **self._choice,
            )
            return _unit_vectors(response.embeddings.float_, (len(batch), self.dim))

        return self._calls.run(ask)


def _unit_vectors(answered: object, shape: tuple[int, int]) -> Vectors:
    """The vectors at norm 1. ValueError when they aren't what was asked for; nobody else checks."""
    vectors = np.array(answered, dtype=np.float32)
    if vectors.shape != shape:
        raise ValueError(f"vectors of shape {vectors.shape} instead of {shape}")
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(norms).all() or not norms.all():
        raise ValueError("vectors that have no direction")
    unit: Vectors = vectors / norms
    return unit
