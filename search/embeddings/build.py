"""Build the local embedder once: published weights in; `model.onnx`, `tokenizer.json` and `manifest.json` out.

Run as `python -m search.embeddings.build --source DIR --target DIR`, where the source holds `model.safetensors` and
`tokenizer.json`; with `--int8` a quantised one is made of it, in the folder `int8` within the target.
"""

import argparse
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import onnx
from safetensors.numpy import load_file

from search.embeddings import graph
from search.embeddings.manifest import MANIFEST, Manifest, folder_of, sha256_of

# The checkpoint that the reference vectors in tests/ were made with; other weights would give other vectors.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MODEL_ID = "all-MiniLM-L6-v2"
MAX_TOKENS = 256


def build(source: Path, target: Path) -> Manifest:
    """Write the embedder's folder at `target`, whole or not at all. Does nothing when a sound one is there.

    Raises FileNotFoundError when a source file is missing and ValueError when the weights are not the expected ones.
    """
    existing = Manifest.read_if_sound(target)
    if existing is not None:
        return existing
    weights_path = source / "model.safetensors"
    digest = sha256_of(weights_path)
    if digest != WEIGHTS_SHA256:
        raise ValueError(f"{weights_path} has SHA-256 {digest}, expected {WEIGHTS_SHA256}: download it again")

    def make(folder: Path) -> None:
        onnx.save_model(graph.encoder(load_file(weights_path)), folder / "model.onnx")
        shutil.copyfile(source / "tokenizer.json", folder / "tokenizer.json")

    return _write(target, MODEL_ID, make)


def quantise(model_dir: Path) -> Manifest:
    """Write the variant with 8 bit weights of the embedder in `model_dir` beside it; nothing when a sound one is there.

    Its model id and version are its own, so its vectors never meet those of the full one. Raises FileNotFoundError
    when there is no full one.
    """
    target = folder_of(model_dir, "int8")
    existing = Manifest.read_if_sound(target)
    if existing is not None:
        return existing
    full = Manifest.read(model_dir)

    def make(folder: Path) -> None:
        # Slow to load and needed here only.
        from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

        # A scale for each column of a matrix: with one for the whole matrix the vectors are of no use.
        quantize_dynamic(model_dir / "model.onnx", folder / "model.onnx", per_channel=True, weight_type=QuantType.QInt8)
        shutil.copyfile(model_dir / "tokenizer.json", folder / "tokenizer.json")

    return _write(target, f"{full.model_id}-int8", make)


def _write(target: Path, model_id: str, make: Callable[[Path], None]) -> Manifest:
    """Have `make` fill a folder, add its manifest, and move it to its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".building-") as scratch:
        made = Path(scratch) / "embedder"
        made.mkdir()
        make(made)
        files = {name: sha256_of(made / name) for name in ("model.onnx", "tokenizer.json")}
        version = hashlib.sha256("".join(sorted(files.values())).encode()).hexdigest()[:12]
        manifest = Manifest(
            model_id=model_id, model_version=version, dim=graph.HIDDEN, max_tokens=MAX_TOKENS, files=files
        )
        (made / MANIFEST).write_text(json.dumps(manifest.as_json(), indent=2) + "\n")
        shutil.rmtree(target, ignore_errors=True)
        made.replace(target)
    return manifest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, help="with the weights; may be left out where the target is built")
    parser.add_argument("--target", type=Path, required=True)
    parser.add_argument("--int8", action="store_true", help="also the quantised one")
    arguments = parser.parse_args()
    if arguments.source:
        build(arguments.source, arguments.target)
    if arguments.int8:
        quantise(arguments.target)


if __name__ == "__main__":
    main()
