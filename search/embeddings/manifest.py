"""What a built embedder folder says of itself, so that a half-written or foreign one is never used."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Self

MANIFEST = "manifest.json"

Precision = Literal["fp32", "int8"]


def folder_of(model_dir: Path, precision: Precision) -> Path:
    """Where the model of this precision lies: the full one in the folder itself, a smaller one in a folder within."""
    return model_dir if precision == "fp32" else model_dir / precision


@dataclass(frozen=True)
class Manifest:
    """`model_version` changes with any byte of the graph or tokenizer; `files` maps a file name to its SHA-256."""

    model_id: str
    model_version: str
    dim: int
    max_tokens: int
    files: dict[str, str]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises FileNotFoundError when the folder holds no embedder, ValueError when the manifest is not readable."""
        path = folder / MANIFEST
        if not path.is_file():
            raise FileNotFoundError(f"no embedder in {folder}: run 'make up' or set EMBEDDING_MODEL_DIR")
        try:
            return cls(**json.loads(path.read_text()))
        except (TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"{path} is not a manifest: remove {folder} and build it again") from error

    @classmethod
    def read_if_sound(cls, folder: Path) -> Self | None:
        """The manifest when every file it names has the stated digest, else None."""
        try:
            manifest = cls.read(folder)
        except (FileNotFoundError, ValueError):
            return None
        if all((folder / n).is_file() and sha256_of(folder / n) == digest for n, digest in manifest.files.items()):
            return manifest
        return None


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
