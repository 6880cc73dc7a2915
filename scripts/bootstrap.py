"""Make the virtual environment in `.venv` with everything from requirements-dev.txt, once per state of those files.

Run by any Python 3 that the machine has (standard library only); looks for one that is new enough itself. The stamp
in the environment is written last, so an interrupted run is simply done again.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
ENVIRONMENT = REPOSITORY / ".venv"
STAMP = ENVIRONMENT / ".installed"
LOCK = REPOSITORY / ".local" / "bootstrap.lock"
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt", "constraints.txt")
MINIMUM = (3, 11)
INTERPRETERS = ("python3.13", "python3.12", "python3.11", "python3", "python")


def main() -> None:
    """Bring the environment up to date. Exits with a message when that is not possible."""
    LOCK.parent.mkdir(exist_ok=True)
    with LOCK.open("w") as lock:
        # Two installations into one environment at a time would break it; the second finds nothing left to do.
        fcntl.flock(lock, fcntl.LOCK_EX)
        install()


def install() -> None:
    """Do what is missing."""
    wanted = fingerprint()
    python = ENVIRONMENT / "bin" / "python"
    if STAMP.exists() and STAMP.read_text() == wanted and works(str(python)):
        return
    if not works(str(python)):
        create(interpreter())
    print("Installing the Python packages into .venv (a few minutes the first time)", flush=True)
    STAMP.unlink(missing_ok=True)
    command = [str(python), "-m", "pip", "install", "--progress-bar", "on" if sys.stdout.isatty() else "off"]
    code = subprocess.call([*command, "-r", str(REPOSITORY / "requirements-dev.txt")])
    if code != 0:
        sys.exit(f"pip failed (exit {code}). Its last lines above say why; run the same make target again to go on.")
    STAMP.write_text(wanted)


def fingerprint() -> str:
    """What the environment depends on: the three files of requirements."""
    content = b"\0".join((REPOSITORY / name).read_bytes() for name in REQUIREMENTS)
    return hashlib.sha256(content).hexdigest()


def works(python: str) -> bool:
    """Whether this is a Python that is new enough; a shim or a link that leads nowhere is not."""
    check = f"import sys; sys.exit(sys.version_info < {MINIMUM})"
    try:
        return subprocess.call([python, "-c", check], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def interpreter() -> str:
    """The Python to make the environment with."""
    for candidate in (sys.executable, *INTERPRETERS):
        path = shutil.which(candidate)
        if path and works(path):
            return path
    needed = ".".join(map(str, MINIMUM))
    sys.exit(
        f"CommonTrace needs Python {needed} or newer, which none of {', '.join(INTERPRETERS)} is."
        f"\nInstall one (Debian, Ubuntu: apt install python{needed} python{needed}-venv; macOS: brew install python)."
    )


def create(python: str) -> None:
    """Make an empty environment, in place of a broken one."""
    if subprocess.call([python, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL) != 0:
        sys.exit(
            f"{python} cannot make virtual environments: its module venv or ensurepip is missing."
            "\nInstall it (Debian, Ubuntu: apt install python3-venv) and run the same make target again."
        )
    print(f"Making the virtual environment .venv with {python}", flush=True)
    code = subprocess.call([python, "-m", "venv", "--clear", os.fspath(ENVIRONMENT)])
    if code != 0:
        sys.exit(f"{python} -m venv failed (exit {code}).")


if __name__ == "__main__":
    main()
