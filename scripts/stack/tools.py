"""Executables that come with Python packages, at a place where the service account can run them."""

import shutil
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from scripts.stack.account import Account, closed_parent
from scripts.stack.files import make_directory
from scripts.stack.layout import Layout


def package_directory(package: str) -> Path:
    """Where an installed package lies; it is not imported."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent


def reachable_tree(
    layout: Layout, account: Account | None, distribution: str, package: str, parts: tuple[str, ...]
) -> Path:
    """The site directory to run executables of `package` from.

    That is the virtual environment, unless it lies behind a directory closed to the service account: then a copy of
    those of `parts` that exist (relative to the site directory, kept so that libraries are found next to them).
    """
    site = package_directory(package).parent
    if account is None or closed_parent(site / parts[0]) is None:
        return site

    def fill(target: Path) -> None:
        for part in filter(lambda part: (site / part).exists(), parts):
            shutil.copytree(site / part, target / part, symlinks=True)

    copy = layout.tools / f"{distribution}-{version(distribution)}"
    make_directory(copy, fill)
    return copy
