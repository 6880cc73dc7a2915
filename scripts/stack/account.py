"""Who runs the services. Elasticsearch and Postgres refuse root, so root hands them to an account without rights."""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scripts.stack.errors import StackError

SERVICE_ACCOUNT = "commontrace"
FALLBACK_ACCOUNT = "nobody"


@dataclass(frozen=True)
class Account:
    """An account that services run as."""

    name: str
    uid: int
    gid: int

    def own(self, path: Path) -> None:
        """Give `path` and all below it to the account."""
        os.chown(path, self.uid, self.gid)
        for parent, directories, files in os.walk(path):
            for name in (*directories, *files):
                with suppress(FileNotFoundError):  # a service that already runs there removes files of its own
                    os.chown(Path(parent, name), self.uid, self.gid, follow_symlinks=False)


def service_account() -> Account | None:
    """The account for services: None (the user's own) unless the user is root. Makes it at first use."""
    if os.geteuid() != 0:
        return None
    if _lookup(SERVICE_ACCOUNT) is None and shutil.which("useradd"):
        shell = shutil.which("nologin") or "/bin/false"
        command = ["useradd", "--system", "--no-create-home", "--shell", shell, SERVICE_ACCOUNT]
        subprocess.run(command, check=False, capture_output=True)
    account = _lookup(SERVICE_ACCOUNT) or _lookup(FALLBACK_ACCOUNT)
    if account is None:
        raise StackError(
            f"Neither the account {SERVICE_ACCOUNT} nor {FALLBACK_ACCOUNT} exists, and services must not run as root.",
            f"Create it (useradd --system {SERVICE_ACCOUNT}), or run make as an ordinary user.",
        )
    return account


def _lookup(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name, entry.pw_uid, entry.pw_gid)


def mode_of(path: Path) -> int | None:
    """Permission bits of `path`, None where nothing exists yet."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return None


def closed_parent(path: Path, mode: Callable[[Path], int | None] = mode_of) -> Path | None:
    """The outermost of `path` and its parents that other accounts cannot enter; None when all are open.

    What does not exist yet counts as open: the stack creates directories open.
    """
    for place in (*reversed(path.parents), path):
        bits = mode(place)
        if bits is not None and not bits & stat.S_IXOTH:
            return place
    return None
