from collections.abc import Sequence

import numpy as np
import pytest

from search.embeddings import Kind, NullEmbedder, Vectors
from search.embeddings.documents import RECIPE, embed_documents
from search.generations import VectorSpace

KNOWN = {"east": (1.0, 0.0), "north": (0.0, 1.0), "west": (-1.0, 0.0), "north-east": (0.6, 0.8)}


class Compass:
    """Knows a few words' directions."""

    model_id, model_version, dim, max_tokens = "compass", "7", 2, 8

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        assert kind == "document"
        return np.array([KNOWN[text] for text in texts], dtype=np.float32).reshape(len(texts), 2)


@pytest.mark.parametrize(
    ("whole", "head", "expected"),
    [
        ("east", "east", (1.0, 0.0)),
        ("east", "north", (0.5**0.5, 0.5**0.5)),
        ("north", "north-east", np.array([0.6, 1.8]) / np.hypot(0.6, 1.8)),
        # They cancel out: no direction, and no division by nought.
        ("east", "west", (0.0, 0.0)),
    ],
)
def test_the_vector_is_the_mean_of_both_and_has_length_1(whole: str, head: str, expected: tuple[float, float]) -> None:
    first, second = embed_documents(Compass(), [("north", "north"), (whole, head)])
    assert first == pytest.approx((0, 1))
    assert second == pytest.approx(expected, abs=1e-6)
    assert second.dtype == np.float32


def test_nothing_in_nothing_out() -> None:
    assert embed_documents(Compass(), []).shape == (0, 2)


def test_the_way_they_are_made_is_part_of_the_space() -> None:
    assert VectorSpace.of(Compass()) == VectorSpace("compass", f"7/{RECIPE}", 2)
    assert VectorSpace.of(NullEmbedder()) == VectorSpace("null", "0", 0)
