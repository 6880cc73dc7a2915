"""Does the program in this container work? `python -m scripts.compose.health relay` (or `worker`) exits with 0 if so.

Neither listens on a port, so the services they hang on are asked whether they are there: Postgres sees the relay
listen, and RQ's register in Redis holds the worker. "There" means from this container's address, as many of each may
run. This is run often, so it reads two settings by itself rather than load the application.
"""

import argparse
import os
import socket
import sys
from collections.abc import Callable, Iterable

import psycopg2
from redis import Redis, RedisError
from rq import Worker

TIMEOUT_S = 3

_LISTENS = """
    SELECT EXISTS (
        SELECT FROM pg_stat_activity
        WHERE client_addr IS NOT DISTINCT FROM inet_client_addr()
        AND pid <> pg_backend_pid() AND datname = current_database() AND query LIKE 'LISTEN %'
    )
"""


def relay() -> str | None:
    """None when a connection from here listens for new work, else what is wrong."""
    dsn = os.environ["DATABASE_URL"].replace("postgresql+psycopg2://", "postgresql://", 1)
    connection = psycopg2.connect(dsn, connect_timeout=TIMEOUT_S, options=f"-c statement_timeout={TIMEOUT_S}s")
    try:
        with connection.cursor() as cursor:
            cursor.execute(_LISTENS)
            (listens,) = cursor.fetchone() or (False,)
    finally:
        connection.close()
    return None if listens else "nothing in this container listens for new work"


def worker() -> str | None:
    """None when a worker of this container is registered and connected, else what is wrong."""
    url = os.environ["REDIS_URL"]
    with Redis.from_url(url, socket_timeout=TIMEOUT_S, socket_connect_timeout=TIMEOUT_S) as redis:
        if not any(one.hostname == socket.gethostname() for one in Worker.all(connection=redis)):
            return "no worker of this container is registered"
        # The register forgets a worker that was killed only after a while; its connections are gone at once.
        there = has_neighbour(redis.client_info(), redis.client_list())
    return None if there else "the worker of this container is not connected"


def has_neighbour(own: dict[str, object], clients: Iterable[dict[str, str]]) -> bool:
    """Whether another connection than our `own` comes from the same address."""
    here = _host(str(own["addr"]))
    return any(_host(client["addr"]) == here and client["id"] != str(own["id"]) for client in clients)


def _host(address: str) -> str:
    return address.rpartition(":")[0]


CHECKS: dict[str, Callable[[], str | None]] = {"relay": relay, "worker": worker}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", choices=sorted(CHECKS))
    program = parser.parse_args().program
    try:
        fault = CHECKS[program]()
    except (psycopg2.Error, RedisError) as error:
        fault = str(error).strip()
    if fault:
        print(f"{program}: {fault}", file=sys.stderr)
    return 1 if fault else 0


if __name__ == "__main__":
    raise SystemExit(main())
