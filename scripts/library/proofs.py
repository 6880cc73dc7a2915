"""Run the proofs of traces: `<slug>.proof.py` and `<slug>.proof.sh` beside the trace.

A proof reproduces the symptom, then shows that the solution cures it, and ends with 0 only when both hold. It runs in
an empty folder of its own, with the services that its `# needs:` line names.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from scripts.library import services

SECONDS = 60
COMMANDS = {"node": "node", "git": "git", "go": "go", "rust": "rustc", "java": "javac"}
"""Programs that a proof may need from the user's machine; without them it is left out."""

_NEEDS = re.compile(r"^# needs: (?P<names>.+)$", re.MULTILINE)
_NPM = re.compile(r"npm:(?:@[a-z0-9-]+/)?[a-z0-9.-]+@\d+[0-9.]*")


@dataclass(frozen=True)
class Proof:
    """One program and what it needs to run."""

    path: Path
    slug: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """`held` is None for a proof that was left out; `told` says why, or what a failed one printed."""

    proof: Proof
    held: bool | None
    told: str = ""


def find(folder: Path) -> list[Proof]:
    """All proofs of a library."""
    return [_described(path, folder) for path in sorted((*folder.glob("*/*.proof.py"), *folder.glob("*/*.proof.sh")))]


def faults(proof: Proof) -> list[str]:
    """What is wrong with a proof without running it."""
    wrong = []
    if not proof.path.with_name(f"{proof.slug.partition('/')[2]}.md").exists():
        wrong.append("there is no trace of this name beside the proof")
    known = (*services.KINDS, *COMMANDS)
    unknown = [need for need in proof.needs if need not in known and not _NPM.fullmatch(need)]
    return wrong + [f"unknown need {need!r}: {', '.join(known)} or npm:<name>@<version>" for need in unknown]


def run(proof: Proof, python: Path, cache: Path) -> Outcome:
    """Run one proof with the interpreter `python`. npm packages are kept under `cache`."""
    wanted = {COMMANDS[need] for need in proof.needs if need in COMMANDS}
    if any(need.startswith("npm:") for need in proof.needs):
        wanted |= {"node", "npm"}
    if missing := sorted(name for name in wanted if shutil.which(name) is None):
        return Outcome(proof, None, f"needs {', '.join(missing)}")
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="proof-", ignore_cleanup_errors=True)))
        environment = _environment(python, folder)
        for kind in services.KINDS:
            if kind in proof.needs:
                environment |= opened.enter_context(services.KINDS[kind]())
        packages = [need.removeprefix("npm:") for need in proof.needs if need.startswith("npm:")]
        if packages:
            (folder / "node_modules").symlink_to(services.node_modules(packages, cache))
        return _outcome(proof, python, folder, environment)


def _outcome(proof: Proof, python: Path, folder: Path, environment: Mapping[str, str]) -> Outcome:
    command = [str(python)] if proof.path.suffix == ".py" else ["bash"]
    # A session of its own, so that whatever the proof leaves running ends with it.
    process = subprocess.Popen(
        [*command, str(proof.path)],
        cwd=folder,
        env=dict(environment),
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        told, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return Outcome(proof, held=False, told=f"took longer than {SECONDS} s")
    finally:
        _end(process.pid)
        process.communicate()
    return Outcome(proof, process.returncode == 0, told)


def _end(session: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(session, signal.SIGKILL)


def _environment(python: Path, folder: Path) -> dict[str, str]:
    """Nothing of the user's but where programs and their caches are."""
    kept = ("HOME", "LANG", "GOPATH", "GOCACHE", "GOMODCACHE", "CARGO_HOME", "RUSTUP_HOME", "JAVA_HOME")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
        "TMPDIR": str(folder),
        # A file: `git config --global` replaces it, and would replace the null device as well.
        "GIT_CONFIG_GLOBAL": str(folder / ".gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Proof", "GIT_AUTHOR_EMAIL": "proof@example.com",
        "GIT_COMMITTER_NAME": "Proof", "GIT_COMMITTER_EMAIL": "proof@example.com",
        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip


def _described(path: Path, folder: Path) -> Proof:
    named = _NEEDS.search(path.read_text(encoding="utf-8"))
    slug = path.relative_to(folder).as_posix().removesuffix(path.suffix).removesuffix(".proof")
    needs: Sequence[str] = named["names"].split() if named else ()
    return Proof(path, slug, tuple(needs))
