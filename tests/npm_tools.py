"""Programs of others that come by npm, kept in the user's cache: Node 22, the conformance suite, clients."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

from scripts.stack.layout import cache_directory

PACKAGES = (
    "node@22.23.3",
    "@modelcontextprotocol/conformance@0.1.16",
    "@modelcontextprotocol/inspector@2.12.0",
    "@anthropic-ai/claude-code@2.1.330",
)
INSTALL_S = 600


def provide() -> Path | None:
    """The folder with the programs; None on a machine without npm."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    home = cache_directory(os.environ, Path.home()) / "npm"
    home.mkdir(parents=True, exist_ok=True)
    stamp = home / "installed"
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != "\n".join(PACKAGES):
            flags = ["--no-audit", "--no-fund", "--no-package-lock", "--engine-strict=false", "--loglevel=error"]
            subprocess.run([npm, "install", "--prefix", str(home), *flags, *PACKAGES], check=True, timeout=INSTALL_S)
            stamp.write_text("\n".join(PACKAGES))
    return home / "node_modules" / ".bin"
