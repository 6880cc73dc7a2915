"""Elasticsearch as a single node for development, on the loopback address."""

import json
import shutil
from collections.abc import Collection
from pathlib import Path

import httpx
import psutil

from scripts.stack.account import Account
from scripts.stack.distribution import Distribution
from scripts.stack.files import digest, write_atomically
from scripts.stack.layout import Layout
from scripts.stack.programs import Program
from scripts.stack.settings import Settings

SMALL_MACHINE_BYTES = 6 * 1024**3

# Settings that a node accepts only when it has the module; without it, it would refuse to start.
MODULE_SETTINGS = {
    "ingest-geoip": {"ingest.geoip.downloader.enabled": False},
    "x-pack-ml": {"xpack.ml.enabled": False},
}

LOG4J = """\
status = error
appender.console.type = Console
appender.console.name = console
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{ISO8601} %-5p [%c{1.}] %m%consoleException%n
rootLogger.level = warn
rootLogger.appenderRef.console.ref = console
logger.node.name = org.elasticsearch.node
logger.node.level = info
logger.http.name = org.elasticsearch.http
logger.http.level = info
"""

# The distribution's own options write a garbage collection log of up to 2 GB.
JVM_OPTIONS = "-Xlog:disable\n-Xlog:all=warning:stderr:utctime,level,tags\n"


def heap(configured: str | None, memory_bytes: int) -> str:
    """The size of the Java heap (as -Xmx takes it): as configured, else 1g, or 512m on a small machine."""
    return configured or ("512m" if memory_bytes < SMALL_MACHINE_BYTES else "1g")


def config(home: Path, port: int, modules: Collection[str]) -> str:
    """The text of elasticsearch.yml. JSON scalars are YAML."""
    values: dict[str, object] = {
        "cluster.name": "commontrace",
        "node.name": "development",
        "discovery.type": "single-node",
        "http.host": "127.0.0.1",
        "http.port": port,
        "transport.host": "127.0.0.1",
        # Nobody connects to a single node; any free port will do.
        "transport.port": 0,
        # Who can open a connection to the loopback address already works on this machine.
        "xpack.security.enabled": False,
        "path.data": str(home / "data"),
        "path.logs": str(home / "logs"),
        "action.auto_create_index": False,
        # A nearly full disk of a developer must not make the index read-only.
        "cluster.routing.allocation.disk.threshold_enabled": False,
    }
    for module, extra in MODULE_SETTINGS.items():
        if module in modules:
            values |= extra
    return "".join(f"{name}: {json.dumps(value)}\n" for name, value in values.items())


def prepare(layout: Layout, account: Account | None, settings: Settings, distribution: Distribution) -> Program:
    """Write the node's configuration and describe it."""
    home = layout.services / "elasticsearch"
    modules = {path.name for path in (distribution.home / "modules").iterdir()}
    files = {
        "elasticsearch.yml": config(home, settings.port("ELASTICSEARCH_PORT"), modules),
        "log4j2.properties": LOG4J,
        "jvm.options.d/commontrace.options": JVM_OPTIONS,
    }
    for name in ("data", "logs", "tmp"):
        (home / name).mkdir(parents=True, exist_ok=True)
    shutil.copytree(distribution.home / "config", home / "config", dirs_exist_ok=True)
    for name, text in files.items():
        write_atomically(home / "config" / name, text)
    if account:
        account.own(home)
    home.chmod(0o700)
    size = heap(settings.get("ELASTICSEARCH_HEAP"), psutil.virtual_memory().total)
    environment = {
        "ES_PATH_CONF": str(home / "config"),
        "ES_TMPDIR": str(home / "tmp"),
        "ES_JAVA_OPTS": f"-Xms{size} -Xmx{size}",
        "HOME": str(home),
        **({"ES_JAVA_HOME": str(distribution.java.home)} if distribution.java else {}),
    }
    command = (str(distribution.home / "bin/elasticsearch"),)
    return Program(
        name="elasticsearch",
        command=command,
        directory=home,
        revision=digest(*command, *files.values(), *environment.values()),
        environment=environment,
        user=account.name if account else None,
        stop_seconds=30,
        # The launcher is a shell that starts a Java that starts the node's Java.
        stop_group=True,
    )


def not_ready(url: str, own: bool) -> str | None:
    """Why the cluster takes no requests yet, None when it does. One that is not ours need only answer."""
    try:
        answer = httpx.get(f"{url}/_cluster/health", params={"wait_for_status": "yellow", "timeout": "1s"}, timeout=5)
    except httpx.HTTPError as error:
        return str(error) or type(error).__name__
    if answer.is_success or (not own and answer.status_code < 500):
        return None
    return f"answered {answer.status_code}"
