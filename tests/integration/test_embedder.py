import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from search.embeddings.build import quantise
from search.embeddings.local import LocalEmbedder
from search.embeddings.manifest import Manifest, folder_of

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


def test_the_quantised_model_is_a_near_copy_in_a_space_of_its_own(tmp_path: Path, embedder: LocalEmbedder) -> None:
    model_dir = tmp_path / "model"
    shutil.copytree(os.environ["EMBEDDING_MODEL_DIR"], model_dir, ignore=shutil.ignore_patterns("int8"))
    made = quantise(model_dir)
    small = LocalEmbedder(folder_of(model_dir, "int8"))

    assert {small.model_id, small.model_version}.isdisjoint({embedder.model_id, embedder.model_version})
    assert (small.model_id, small.model_version, small.dim) == (made.model_id, made.model_version, embedder.dim)
    assert (model_dir / "int8" / "model.onnx").stat().st_size < (model_dir / "model.onnx").stat().st_size / 3
    cosines = (small.embed(REFERENCE["texts"], "document") * np.array(REFERENCE["vectors"])).sum(axis=1)
    assert cosines.min() > 0.98
    assert cosines.mean() > 0.99

    before = (model_dir / "int8" / "model.onnx").stat().st_mtime_ns
    assert quantise(model_dir) == made
    assert (model_dir / "int8" / "model.onnx").stat().st_mtime_ns == before


def test_nothing_is_quantised_where_there_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        quantise(tmp_path)
