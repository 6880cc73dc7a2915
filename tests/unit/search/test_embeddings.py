import threading
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.embeddings import EmbedderUnavailable, Kind, NullEmbedder, Vectors
from search.embeddings.cache import CachedEmbedder
from search.embeddings.local import MAX_TOKENS_PER_RUN, runs


class CountingEmbedder:
    """Embeds a text as its length, and remembers what it was asked."""

    model_id, model_version, dim, max_tokens = "counting", "1", 1, 10

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        self.asked += texts
        return np.array([[len(text)] for text in texts], dtype=np.float32)


def test_a_query_is_embedded_once() -> None:
    inner = CountingEmbedder()
    cached = CachedEmbedder(inner)
    first = cached.embed(["a", "bb", "a"], "query")
    again = cached.embed(["bb"], "query")
    assert first.tolist() == [[1], [2], [1]]
    assert again.tolist() == [[2]]
    assert inner.asked == ["a", "bb"]


def test_the_cache_forgets_what_was_used_longest_ago() -> None:
    inner = CountingEmbedder()
    cached = CachedEmbedder(inner, capacity=2)
    for text in ("a", "bb", "a", "ccc", "a", "bb"):
        cached.embed([text], "query")
    assert inner.asked == ["a", "bb", "ccc", "bb"]


def test_documents_pass_through() -> None:
    inner = CountingEmbedder()
    cached = CachedEmbedder(inner)
    cached.embed(["a"], "document")
    cached.embed(["a"], "document")
    assert inner.asked == ["a", "a"]


def test_threads_may_share_the_cache() -> None:
    cached = CachedEmbedder(CountingEmbedder(), capacity=3)
    faults: list[str] = []

    def ask() -> None:
        for n in range(200):
            text = "x" * (n % 7)
            if cached.embed([text], "query").tolist() != [[len(text)]]:
                faults.append(text)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


def test_the_null_embedder_says_that_it_cannot() -> None:
    with pytest.raises(EmbedderUnavailable, match="EMBEDDING_PROVIDER"):
        NullEmbedder().embed(["a"], "query")


@given(st.lists(st.integers(1, 256), max_size=300))
def test_runs_hold_every_text_once_and_are_bounded(lengths: list[int]) -> None:
    order = sorted(range(len(lengths)), key=lambda row: lengths[row])
    made = runs(order, lengths)
    assert [row for run in made for row in run] == order
    assert all(len(run) * max(lengths[row] for row in run) <= MAX_TOKENS_PER_RUN for run in made)
