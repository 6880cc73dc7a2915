"""Vectors kept in a file for measurements."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from search.embeddings import Kind, Vectors, stored
from search.embeddings.stored import StoredEmbedder


class Recording:
    """Gives a vector that tells text and kind apart, and notes what it was asked."""

    model_id, model_version, dim, max_tokens = "toy", "1", 2, 8

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        self.asked.append(list(texts))
        return np.array([[len(text), kind == "query"] for text in texts], dtype=np.float32)


def test_a_text_is_embedded_once_for_all_runs_of_one_kind(tmp_path: Path) -> None:
    first, second = Recording(), Recording()
    made = StoredEmbedder(first, tmp_path).embed(["longest", "a", "longest", "bb"], "document")
    again = StoredEmbedder(second, tmp_path)

    assert made.tolist() == [[7, 0], [1, 0], [7, 0], [2, 0]]
    assert again.embed(["bb", "longest"], "document").tolist() == [[2, 0], [7, 0]]
    assert again.embed(["bb"], "query").tolist() == [[2, 1]]
    assert first.asked == [["a", "bb", "longest"]]
    assert second.asked == [["bb"]]


def test_another_version_of_the_model_shares_nothing(tmp_path: Path) -> None:
    StoredEmbedder(Recording(), tmp_path).embed(["a"], "document")
    newer = Recording()
    newer.model_version = "2"
    StoredEmbedder(newer, tmp_path).embed(["a"], "document")
    assert newer.asked == [["a"]]


def test_what_was_embedded_before_an_interruption_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "BATCH", 2)
    told: list[tuple[int, int]] = []

    def interrupt_after_first(done: int, total: int) -> None:
        told.append((done, total))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        StoredEmbedder(Recording(), tmp_path, interrupt_after_first).embed(["a", "bb", "ccc"], "document")
    rest = Recording()
    StoredEmbedder(rest, tmp_path).embed(["a", "bb", "ccc"], "document")

    assert told == [(2, 3)]
    assert rest.asked == [["ccc"]]


def test_nothing_to_embed(tmp_path: Path) -> None:
    assert StoredEmbedder(Recording(), tmp_path).embed([], "document").shape == (0, 2)
