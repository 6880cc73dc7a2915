"""Which Elasticsearch and which Java are taken, and what the node is told."""

from pathlib import Path

import pytest
import yaml

from scripts.stack import distribution
from scripts.stack.distribution import archive_name, provide
from scripts.stack.download import UnreachableError
from scripts.stack.elasticsearch import config, heap
from scripts.stack.errors import StackError
from scripts.stack.java import Java, choose, installed, major_version
from scripts.stack.layout import plan
from scripts.stack.progress import Reporter
from scripts.stack.settings import compose

GIB = 1024**3


@pytest.mark.parametrize(
    ("system", "machine", "name"),
    [
        ("Linux", "x86_64", "elasticsearch-9.5.0-linux-x86_64.tar.gz"),
        ("Linux", "aarch64", "elasticsearch-9.5.0-linux-aarch64.tar.gz"),
        ("Darwin", "arm64", "elasticsearch-9.5.0-darwin-aarch64.tar.gz"),
        ("Darwin", "x86_64", "elasticsearch-9.5.0-darwin-x86_64.tar.gz"),
        ("Linux", "riscv64", None),
        ("FreeBSD", "amd64", None),
    ],
)
def test_the_official_archive_by_platform(system, machine, name):
    assert archive_name(system, machine) == name


@pytest.mark.parametrize(
    ("text", "major"),
    [
        ('JAVA_VERSION="25.0.3"\nJAVA_VERSION_DATE="2026-04-21"', 25),
        ('IMPLEMENTOR="X"\nJAVA_VERSION="17"', 17),
        ('JAVA_VERSION="1.8.0_402"', 8),
        ('openjdk version "21.0.2" 2024-01-16', 21),
        ('java version "1.8.0_202"', 8),
        ("no version here", None),
    ],
)
def test_the_major_version_of_a_java(text, major):
    assert major_version(text) == major


def test_the_newest_java_that_can_be_run_is_chosen():
    javas = [Java(Path(f"/jvm/{major}"), major) for major in (17, 21, 25)] + [Java(Path("/root/26"), 26)]
    assert choose(javas, lambda _: True) == javas[3]
    assert choose(javas, lambda home: not home.is_relative_to("/root")) == javas[2]
    assert choose(javas[:1], lambda _: True) is None
    assert choose([], lambda _: True) is None


def test_only_directories_with_a_java_count(tmp_path):
    java = tmp_path / "jdk/bin/java"
    java.parent.mkdir(parents=True)
    java.write_text("#!/bin/sh\n")
    java.chmod(0o755)
    (tmp_path / "jdk/release").write_text('JAVA_VERSION="23.0.1"\n')
    (tmp_path / "empty").mkdir()
    assert installed([tmp_path / "empty", tmp_path / "jdk", tmp_path / "absent"]) == [Java(tmp_path / "jdk", 23)]


@pytest.mark.parametrize(
    ("configured", "memory", "size"),
    [(None, 24 * GIB, "1g"), (None, 6 * GIB, "1g"), (None, 4 * GIB, "512m"), ("2g", 4 * GIB, "2g")],
)
def test_the_heap_by_the_machines_memory(configured, memory, size):
    assert heap(configured, memory) == size


def test_the_node_listens_on_the_loopback_address_only():
    values = yaml.safe_load(config(Path("/data/a: b"), 9201, set()))
    assert (values["http.host"], values["http.port"]) == ("127.0.0.1", 9201)
    assert values["transport.host"] == "127.0.0.1"
    assert values["discovery.type"] == "single-node"
    assert values["action.auto_create_index"] is False
    assert values["path.data"] == "/data/a: b/data"


@pytest.mark.parametrize(
    ("modules", "known"),
    [(set(), False), ({"x-pack-core"}, False), ({"ingest-geoip", "x-pack-ml"}, True)],
)
def test_settings_of_modules_are_written_only_where_the_module_is(modules, known):
    values = yaml.safe_load(config(Path("/d"), 9200, modules))
    assert ("ingest.geoip.downloader.enabled" in values) is known
    assert ("xpack.ml.enabled" in values) is known


def test_when_it_can_be_had_nowhere_the_message_says_what_was_tried(tmp_path, monkeypatch):
    def unreachable(*_):
        raise UnreachableError("no route")

    monkeypatch.setattr(distribution.download, "expected_sha512", unreachable)
    monkeypatch.setattr(distribution.shutil, "which", lambda _: None)
    monkeypatch.setattr(distribution.platform, "system", lambda: "Linux")
    monkeypatch.setattr(distribution.platform, "machine", lambda: "x86_64")
    settings = compose({"ELASTICSEARCH_DOWNLOAD_BASE_URL": "http://mirror.test/es/"}, {})
    layout = plan(tmp_path / ".local", tmp_path / "cache", None, Path("/tmp"))
    with pytest.raises(StackError) as caught:
        provide(layout, None, settings, Reporter())
    assert "http://mirror.test/es: no route" in str(caught.value)
    assert "Maven" in str(caught.value)
    assert "ELASTICSEARCH_URL" in caught.value.remedy
