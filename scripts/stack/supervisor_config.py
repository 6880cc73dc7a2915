"""The text of supervisor's configuration file."""

import re
import shlex
from collections.abc import Iterable

from scripts.stack.errors import StackError
from scripts.stack.layout import Layout
from scripts.stack.programs import Program

LOG_BYTES = "5MB"
LOG_BACKUPS = 2

# Supervisor gives a program up (state FATAL) once it has failed to start this often in a row.
ENDLESS_RETRIES = 1_000_000_000


def render(layout: Layout, programs: Iterable[Program], user: str | None) -> str:
    """Configuration for a daemon that runs `programs`; `user` is set when supervisor itself runs as root."""
    control = layout.control
    sections = [
        _section("unix_http_server", {"file": str(control / "supervisor.sock"), "chmod": "0700"}),
        _section(
            "supervisord",
            {
                "logfile": str(layout.logs / "supervisord.log"),
                "logfile_maxbytes": "1MB",
                "logfile_backups": "1",
                "pidfile": str(control / "supervisord.pid"),
                "childlogdir": str(layout.logs),
                "identifier": "commontrace",
                **({"user": user} if user else {}),
            },
        ),
        _section(
            "rpcinterface:supervisor",
            {"supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"},
        ),
        *(_program(layout, program) for program in programs),
    ]
    return "\n".join(sections)


def _program(layout: Layout, program: Program) -> str:
    environment = {**program.environment, "COMMONTRACE_REVISION": program.revision}
    options = {
        "command": shlex.join(program.command),
        "directory": str(program.directory),
        "environment": ",".join(f"{name}={_quoted(value)}" for name, value in sorted(environment.items())),
        "priority": str(program.priority),
        "autostart": _yes(program.autostart),
        # With startsecs=0 every exit counts as one of a running program, which is started again at once; any other
        # value lets the pause between attempts grow by a second each time, to minutes in a long outage.
        "autorestart": "true",
        "startsecs": "0",
        "startretries": str(ENDLESS_RETRIES),
        "stopsignal": program.stop_signal,
        "stopwaitsecs": str(program.stop_seconds),
        "stopasgroup": _yes(program.stop_group),
        "killasgroup": "true",
        "redirect_stderr": "true",
        # Supervisor expands this one option twice.
        "stdout_logfile": str(layout.logs / f"{program.name}.log").replace("%", "%%"),
        "stdout_logfile_maxbytes": LOG_BYTES,
        "stdout_logfile_backups": str(LOG_BACKUPS),
        **({"user": program.user} if program.user else {}),
    }
    return _section(f"program:{program.name}", options)


def _section(name: str, options: dict[str, str]) -> str:
    return "\n".join([f"[{name}]", *(f"{key} = {_value(value)}" for key, value in options.items()), ""])


def _value(text: str) -> str:
    """Escape for the file's `%(name)s` expansion. Raises StackError on what the format cannot hold."""
    if re.search(r"\s[;#]|[\r\n]", text):
        raise StackError(f"Supervisor's configuration cannot hold {text!r}.", "Move the clone to a plainer path.")
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    if '"' in text:
        raise StackError(f"Supervisor's configuration cannot hold {text!r}.", "Move the clone to a plainer path.")
    return f'"{text}"'


def _yes(flag: bool) -> str:
    return "true" if flag else "false"
