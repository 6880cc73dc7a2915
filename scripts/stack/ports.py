"""TCP ports: is one free, and if not, whose is it."""

import socket
from collections.abc import Collection

import psutil

from scripts.stack.errors import StackError


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: the remains of closed connections are no obstacle, another listener is.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def holder(port: int) -> psutil.Process | None:
    """The process that listens on `port`, None when the system does not tell (another user's process)."""
    try:
        for connection in psutil.net_connections(kind="tcp"):
            if connection.status == psutil.CONN_LISTEN and _port_of(connection) == port and connection.pid:
                return psutil.Process(connection.pid)
    except psutil.Error:
        return None
    return None


def listens(pid: int, port: int) -> bool:
    """Whether the process listens on `port`; False for one that has gone."""
    try:
        connections = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.Error:
        return False
    return any(each.status == psutil.CONN_LISTEN and _port_of(each) == port for each in connections)


def _port_of(connection: object) -> int | None:
    # An address is a named tuple, or an empty one that its type does not foresee.
    return getattr(getattr(connection, "laddr", None), "port", None)


def require_free(host: str, port: int, setting: str, ours: Collection[int]) -> None:
    """Raise StackError when something other than the processes `ours` (ids) listens on `port`."""
    if is_free(host, port) or any(listens(pid, port) for pid in ours):
        return
    process = holder(port)
    by = "by another process"
    if process is not None:
        try:
            by = f"by {process.name()} (process {process.pid}: {' '.join(process.cmdline())[:120]})"
        except psutil.Error:
            by = f"by process {process.pid}"
    raise StackError(
        f"Port {port} on {host} is taken {by}.",
        f"Stop that process, or choose another port: {setting}={port + 1} make up",
    )


def port_or_another(host: str, wanted: int, last: int | None, ours: Collection[int]) -> int:
    """`wanted` where it is free or ours, else the `last` one used in its place, else any that is free."""
    for port in (wanted, last):
        if port and (is_free(host, port) or any(listens(pid, port) for pid in ours)):
            return port
    return free_port()


def free_port(avoid: Collection[int] = ()) -> int:
    """A port of the loopback address that nothing listens on, and none of `avoid`."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port not in avoid:
            return port
