"""Control of the stack's supervisor daemon over its unix socket."""

import http.client
import socket
import subprocess
import sys
import time
import xmlrpc.client
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.stack.errors import StackError
from scripts.stack.files import write_atomically
from scripts.stack.layout import Layout
from scripts.stack.logs import tail
from scripts.stack.processes import MARKER
from scripts.stack.waiting import wait_until

START_SECONDS = 15
# Longer than any program may take to stop: a call that stops one answers when it has stopped.
CALL_SECONDS = 90


@dataclass(frozen=True)
class ProgramState:
    """One program as supervisor sees it. `pid` is 0 and `uptime` None while it does not run; uptime is in seconds."""

    name: str
    state: str
    pid: int
    uptime: float | None


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(CALL_SECONDS)
        try:
            self.sock.connect(str(self._path))
        except OSError:
            self.close()
            raise


class _UnixTransport(xmlrpc.client.Transport):
    def __init__(self, path: Path) -> None:
        super().__init__()
        self._unix = _UnixConnection(path)

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        return self._unix

    def close(self) -> None:
        self._unix.close()


class Supervisor:
    """The daemon of one stack, running or not."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._config = layout.state / "supervisord.conf"

    def alive(self) -> bool:
        """Whether the daemon answers."""
        try:
            return bool(self._call("getState"))
        except (OSError, http.client.HTTPException):
            return False

    def start(self, config: str, environment: Mapping[str, str]) -> None:
        """Start the daemon with `config`. Raises StackError when it does not come up."""
        write_atomically(self._config, config, mode=0o600)
        result = subprocess.run(
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(self._config)],
            env={**environment, MARKER: str(self._layout.state)},
            cwd=self._layout.state,
            capture_output=True,
            text=True,
            check=False,
        )
        failed = result.returncode != 0 or wait_until(
            lambda: None if self.alive() else "no answer", START_SECONDS, lambda _: None
        )
        if failed:
            log = tail(self._layout.logs / "supervisord.log")
            raise StackError(f"Supervisor did not start.\n{result.stdout}{result.stderr}{log}")

    def apply(self, config: str) -> list[str]:
        """Make the running daemon follow `config`: changed programs are stopped and described anew.

        Returns the names of the programs that were added, changed or removed.
        """
        write_atomically(self._config, config, mode=0o600)
        ((added, changed, removed),) = self._call("reloadConfig")
        for name in (*changed, *removed):
            self._call("stopProcessGroup", name)
            self._call("removeProcessGroup", name)
        for name in (*added, *changed):
            self._call("addProcessGroup", name)
        return [*added, *changed, *removed]

    def ensure_started(self, names: Iterable[str]) -> None:
        """Start those of the programs that do not run."""
        states = {program.name: program.state for program in self.programs()}
        for name in names:
            if states[name] not in {"RUNNING", "STARTING"}:
                with suppress(xmlrpc.client.Fault):  # it has started by itself in the meantime
                    self._call("startProcess", name, False)

    def stop(self, name: str) -> None:
        """Stop one program and wait until it has stopped; it stays so until it is started again."""
        self._call("stopProcess", name)

    def programs(self) -> list[ProgramState]:
        """All programs in the order of their description; none when the daemon is down."""
        try:
            found = self._call("getAllProcessInfo")
        except (OSError, http.client.HTTPException):
            return []
        now = time.time()
        return [
            ProgramState(
                name=item["name"],
                state=item["statename"],
                pid=item["pid"],
                uptime=max(0.0, now - item["start"]) if item["pid"] else None,
            )
            for item in found
        ]

    def shutdown(self) -> None:
        """Ask the daemon to stop its programs and end. Does nothing when it does not answer."""
        try:
            self._call("shutdown")
        except (OSError, http.client.HTTPException):
            return

    @property
    def pid(self) -> int | None:
        """The daemon's process id by its pid file, which may be stale."""
        try:
            return int((self._layout.control / "supervisord.pid").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def _call(self, method: str, *arguments: object) -> Any:
        transport = _UnixTransport(self._layout.control / "supervisor.sock")
        with xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=transport) as proxy:
            return getattr(proxy.supervisor, method)(*arguments)
