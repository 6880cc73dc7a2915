"""Finding a Java for an Elasticsearch that brings none."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

MINIMUM_MAJOR = 21

_VERSION = re.compile(r'(?:JAVA_VERSION=|version )"(?:1\.)?(\d+)')


@dataclass(frozen=True)
class Java:
    """A Java installation: `home` has bin/java."""

    home: Path
    major: int


def major_version(text: str) -> int | None:
    """The major version in a `release` file or in the answer of `java -version`, None where there is none."""
    match = _VERSION.search(text)
    return int(match[1]) if match else None


def candidates(environ: Mapping[str, str]) -> list[Path]:
    """Directories where a Java may lie, each once, whether it does or not."""
    named = [Path(environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if environ.get(name)]
    on_path = shutil.which("java", path=environ.get("PATH"))
    if on_path:
        named.append(Path(on_path).resolve().parents[1])
    found = sorted(Path("/usr/lib/jvm").glob("*"))
    if sys.platform == "darwin":
        for library in (Path("/Library/Java"), Path.home() / "Library/Java"):
            found += sorted(library.glob("JavaVirtualMachines/*/Contents/Home"))
        for brew in (Path("/opt/homebrew"), Path("/usr/local")):
            found += sorted(brew.glob("opt/openjdk*/libexec/openjdk.jdk/Contents/Home"))
    return list(dict.fromkeys(path.resolve() for path in (*named, *found)))


def installed(homes: Iterable[Path]) -> list[Java]:
    """Those of `homes` that hold a Java which tells its version."""
    return [
        Java(home, major)
        for home in homes
        if os.access(home / "bin/java", os.X_OK) and (major := _major_of(home)) is not None
    ]


def choose(javas: Iterable[Java], reachable: Callable[[Path], bool]) -> Java | None:
    """The newest that is new enough and that the service account can run."""
    usable = [java for java in javas if java.major >= MINIMUM_MAJOR and reachable(java.home)]
    return max(usable, key=lambda java: java.major, default=None)


def _major_of(home: Path) -> int | None:
    try:
        return major_version((home / "release").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        answer = subprocess.run(
            [str(home / "bin/java"), "-version"], capture_output=True, text=True, check=False, timeout=20
        )
        return major_version(answer.stderr)
