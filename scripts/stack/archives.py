"""Unpacking what was downloaded."""

import os
import tarfile
import zipfile
from pathlib import Path


def unpack(archive: Path, target: Path) -> None:
    """Unpack a .tar.gz or .zip that holds one top directory into `target`, which becomes that directory's content."""
    if archive.suffix == ".zip":
        _unzip(archive, target)
    else:
        with tarfile.open(archive) as stream:
            # Python before 3.11.4 has no filters; the archive's checksum was verified.
            stream.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
            stream.extractall(target)  # noqa: S202
    (top,) = target.iterdir()
    for child in top.iterdir():
        child.rename(target / child.name)
    top.rmdir()


def _unzip(archive: Path, target: Path) -> None:
    with zipfile.ZipFile(archive) as stream:
        for member in stream.infolist():
            path = stream.extract(member, target)
            # zipfile drops permissions; programs in the archive must stay executable.
            if not member.is_dir() and (mode := member.external_attr >> 16 & 0o777):
                os.chmod(path, mode)  # noqa: PTH101 - `extract` returns a plain string
