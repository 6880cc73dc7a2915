"""What the product asks of an embedder, and the one that stands in where none is configured."""

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Kind = Literal["query", "document"]
Vectors = NDArray[np.float32]


class EmbedderUnavailable(Exception):
    """No vectors can be had now; search goes on with its lexical leg alone."""


class Embedder(Protocol):
    """Turns texts into unit vectors. `model_id` and `model_version` name the vector space: only equal ones compare."""

    @property
    def model_id(self) -> str: ...

    @property
    def model_version(self) -> str: ...

    @property
    def dim(self) -> int: ...

    @property
    def max_tokens(self) -> int:
        """What lies beyond this many tokens of a text isn't seen."""
        ...

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        """float32 [len(texts), dim], each row of L2 norm 1. Raises EmbedderUnavailable."""
        ...


class NullEmbedder:
    """Embeds nothing: for a deployment that searches by words alone (EMBEDDING_PROVIDER=null)."""

    model_id = "null"
    model_version = "0"
    dim = 0
    max_tokens = 0

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        raise EmbedderUnavailable("no embedder is configured (EMBEDDING_PROVIDER=null)")
