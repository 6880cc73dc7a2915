import json
import os
from pathlib import Path

import numpy as np
import pytest

from search.embeddings.local import LocalEmbedder
from search.embeddings.manifest import Manifest

REFERENCE = json.loads((Path(__file__).parent / "minilm_reference.json").read_text())


@pytest.fixture(scope="module")
def embedder() -> LocalEmbedder:
    return LocalEmbedder(Path(os.environ["EMBEDDING_MODEL_DIR"]))


def test_vectors_are_those_of_the_reference_implementation(embedder: LocalEmbedder) -> None:
    expected = np.array(REFERENCE["vectors"], dtype=np.float32)
    made = embedder.embed(REFERENCE["texts"], "document")
    assert made.dtype == np.float32
    assert (made * expected).sum(axis=1).min() > 0.9999


def test_the_batch_a_text_is_in_does_not_change_its_vector(embedder: LocalEmbedder) -> None:
    together = embedder.embed(REFERENCE["texts"], "document")
    alone = np.concatenate([embedder.embed([text], "query") for text in REFERENCE["texts"]])
    assert np.abs(together - alone).max() < 1e-5


def test_rows_keep_the_order_of_the_texts_and_have_norm_one(embedder: LocalEmbedder) -> None:
    texts = ["word " * n for n in (200, 1, 50, 3, 250, 10)]
    made = embedder.embed(texts, "document")
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    backwards = embedder.embed(texts[::-1], "document")
    assert np.allclose(made, backwards[::-1], atol=1e-5)


def test_no_text_gives_no_row(embedder: LocalEmbedder) -> None:
    assert embedder.embed([], "query").shape == (0, embedder.dim)


def test_a_folder_with_a_damaged_file_is_not_sound(tmp_path: Path) -> None:
    folder = Path(os.environ["EMBEDDING_MODEL_DIR"])
    assert Manifest.read_if_sound(folder) is not None
    for name in ("manifest.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((folder / name).read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"half")
    assert Manifest.read_if_sound(tmp_path) is None
    assert Manifest.read_if_sound(tmp_path / "nowhere") is None
