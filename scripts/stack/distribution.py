"""Getting Elasticsearch: from the cache, else Elastic's download site, else the artifact for tests that Maven has."""

import os
import platform
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.stack import download
from scripts.stack.account import Account, closed_parent
from scripts.stack.archives import unpack
from scripts.stack.commandline import run
from scripts.stack.errors import StackError
from scripts.stack.files import make_directory
from scripts.stack.java import MINIMUM_MAJOR, Java, candidates, choose, installed
from scripts.stack.layout import Layout
from scripts.stack.progress import Reporter
from scripts.stack.settings import Settings

VERSION = "9.5.0"
DOWNLOADS = "https://artifacts.elastic.co/downloads/elasticsearch"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"

SYSTEMS: Mapping[str, str] = {"Linux": "linux", "Darwin": "darwin"}
MACHINES: Mapping[str, str] = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}


@dataclass(frozen=True)
class Distribution:
    """An unpacked Elasticsearch. `java` is None when it brings its own."""

    home: Path
    java: Java | None


def archive_name(system: str, machine: str) -> str | None:
    """The official archive for `platform.system()` and `platform.machine()`, None where there is none."""
    if system not in SYSTEMS or machine not in MACHINES:
        return None
    return f"elasticsearch-{VERSION}-{SYSTEMS[system]}-{MACHINES[machine]}.tar.gz"


def provide(layout: Layout, account: Account | None, settings: Settings, reporter: Reporter) -> Distribution:
    """The unpacked Elasticsearch, fetched at first use. Raises StackError when it can be had nowhere."""
    home = layout.tools / f"elasticsearch-{VERSION}"
    if not home.exists():
        archive = _archive(layout, settings, reporter)
        with reporter.step(f"Unpacking {archive.name}"):
            make_directory(home, lambda target: unpack(archive, target))
        if layout.tools == layout.cache:
            archive.unlink()
    if _brings_java(home):
        return Distribution(home, None)
    return Distribution(home, _java(account))


def _archive(layout: Layout, settings: Settings, reporter: Reporter) -> Path:
    downloads = layout.cache / "downloads"
    name = archive_name(platform.system(), platform.machine())
    known = [downloads / name] if name else []
    known.append(downloads / f"elasticsearch-{VERSION}.zip")
    for archive in known:
        if archive.exists():
            return archive
    tried = []
    if name is None:
        tried.append(f"Elastic has no archive for {platform.system()} on {platform.machine()}")
    else:
        base = (settings.get("ELASTICSEARCH_DOWNLOAD_BASE_URL") or DOWNLOADS).rstrip("/")
        try:
            return _official(f"{base}/{name}", downloads / name, reporter)
        except download.UnreachableError as error:
            tried.append(f"{base}: {error}")
    try:
        return _from_maven(downloads, reporter)
    except StackError as error:
        tried.append(str(error))
    raise StackError(
        "Elasticsearch is not in the cache and could not be fetched:\n" + "\n".join(f"  - {each}" for each in tried),
        "Set ELASTICSEARCH_URL to an Elasticsearch that you run yourself (nothing is started then), "
        f"or install Maven and a JDK {MINIMUM_MAJOR} or newer.",
    )


def _official(url: str, target: Path, reporter: Reporter) -> Path:
    with reporter.step(f"Downloading {target.name}") as step, download.client() as http:
        try:
            checksum = download.expected_sha512(http, url)
            download.fetch(http, url, target, checksum, step)
        except download.UnreachableError as error:
            step.outcome = f"out of reach ({error})"
            raise
    return target


def _from_maven(downloads: Path, reporter: Reporter) -> Path:
    if shutil.which("mvn") is None:
        raise StackError("Maven (mvn) is not installed")
    _java(None)
    with reporter.step(f"Fetching Elasticsearch {VERSION} through Maven") as step:
        downloads.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=downloads, prefix=".maven-") as scratch:
            goal = ["dependency:copy", f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={scratch}"]
            run(["mvn", "--quiet", "--batch-mode", *goal], step)
            (fetched,) = Path(scratch).glob("*.zip")
            return fetched.replace(downloads / f"elasticsearch-{VERSION}.zip")


def _brings_java(home: Path) -> bool:
    return (home / "jdk").exists() or (home / "jdk.app").exists()


def _java(account: Account | None) -> Java:
    found = installed(candidates(os.environ))
    java = choose(found, lambda home: account is None or closed_parent(home) is None)
    if java is None:
        seen = ", ".join(f"{each.home} ({each.major})" for each in found) or "none"
        raise StackError(
            f"This Elasticsearch needs a JDK {MINIMUM_MAJOR} or newer that the service account can run; found: {seen}",
            f"Install a JDK {MINIMUM_MAJOR}+, or name one in ES_JAVA_HOME, or set ELASTICSEARCH_URL.",
        )
    return java
