"""Command line of the seed library: `python -m scripts.library check|prove [SLUG ...]`."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from scripts.library import proofs, rules
from scripts.library.files import FOLDER, SeedError, paths, read, slug_of
from scripts.stack.layout import REPOSITORY
from scripts.stack.programs import INFRASTRUCTURE
from scripts.stack.temporary import PROOF_STATE, run_on_own_stack

SERVICES = {"DATABASE_URL", "ELASTICSEARCH_URL"}
CACHE = REPOSITORY / ".local" / "proofs"
REQUIREMENTS = Path(__file__).with_name("requirements-proofs.txt")


def main() -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m scripts.library", description=__doc__)
    parser.add_argument("command", choices=("check", "prove"))
    parser.add_argument("slugs", nargs="*", metavar="SLUG", help="only these traces, or those of a domain")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="another library than this repository's")
    arguments = parser.parse_intermixed_args()
    folder: Path = arguments.folder.resolve()
    if arguments.command == "check":
        return check(folder, arguments.slugs)
    if not set(os.environ) >= SERVICES:
        command = [sys.executable, "-m", "scripts.library", *sys.argv[1:]]
        return run_on_own_stack(PROOF_STATE, command, INFRASTRUCTURE)
    return prove(folder, arguments.slugs)


def check(folder: Path, slugs: Sequence[str]) -> int:
    """Print what is to be mended in each file."""
    known = {slug_of(path, where) for where in (FOLDER, folder) for path in paths(where)}
    faults: list[str] = []
    seeds = []
    chosen = [path for path in paths(folder) if _chosen(slug_of(path, folder), slugs)]
    for path in chosen:
        try:
            seed = read(path, folder)
        except SeedError as error:
            faults.append(str(error))
            continue
        seeds.append(seed)
        faults.extend(f"{seed.slug}: {fault}" for fault in rules.faults(seed, known))
    faults.extend(rules.same_titles(seeds))
    found = [proof for proof in proofs.find(folder) if _chosen(proof.slug, slugs)]
    faults.extend(f"{proof.path.name}: {fault}" for proof in found for fault in proofs.faults(proof))
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"seed library: {len(chosen)} traces, {len(found)} proofs, {len(faults)} faults")
    return 1 if faults or not chosen else 0


def prove(folder: Path, slugs: Sequence[str]) -> int:
    """Run the proofs against the services of this environment, two at a time, and tell how each went."""
    chosen = [proof for proof in proofs.find(folder) if _chosen(proof.slug, slugs)]
    python = interpreter()
    counts = {True: 0, False: 0, None: 0}
    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(proofs.run, proof, python, CACHE) for proof in chosen]
        for number, future in enumerate(as_completed(running), 1):
            outcome = future.result()
            counts[outcome.held] += 1
            word = {True: "holds", False: "FAILS", None: "left out"}[outcome.held]
            print(f"[{number}/{len(chosen)}] {outcome.proof.slug}: {word}", flush=True)
            if not outcome.held:
                print(outcome.told.rstrip(), flush=True)
    print(f"proofs: {counts[True]} hold, {counts[False]} fail, {counts[None]} left out")
    return 1 if counts[False] or not counts[True] else 0


def interpreter() -> Path:
    """Python with the libraries that traces speak of; made at the first run and when their list changes."""
    home = CACHE / "venv"
    python = home / "bin" / "python"
    stamp = home / ".installed"
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        print(f"Installing the libraries that proofs use into {os.path.relpath(home)}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r", str(REQUIREMENTS)], check=True)
        stamp.write_text(wanted, encoding="utf-8")
    return python


def _chosen(slug: str, slugs: Sequence[str]) -> bool:
    return not slugs or slug in slugs or slug.partition("/")[0] in slugs


if __name__ == "__main__":
    sys.exit(main())
