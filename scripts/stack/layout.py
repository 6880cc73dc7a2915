"""Where everything of a stack lies."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scripts.stack.account import Account, closed_parent
from scripts.stack.errors import StackError

REPOSITORY = Path(__file__).resolve().parents[2]

# Root's home is usually closed to other accounts; what the service account must reach goes here instead.
MACHINE_CACHE = Path("/var/cache/commontrace")
MACHINE_STATE = Path("/var/lib/commontrace")

# A unix socket's path holds about 104 bytes; the longest name put into these directories is ".s.PGSQL.5432.lock".
MAX_SOCKET_DIRECTORY = 80


@dataclass(frozen=True)
class Layout:
    """The directories of one stack. `state` identifies the stack: another state directory is another stack."""

    state: Path
    cache: Path  # per user: downloads and what is built from them, shared by all clones
    tools: Path  # what the service account executes
    services: Path  # data and configuration of the services
    service_sockets: Path
    control: Path  # supervisor's socket and pid file

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def metrics(self) -> Path:
        """Where the programs leave their counts for whoever scrapes one of them."""
        return self.state / "metrics"

    @property
    def environment_file(self) -> Path:
        return self.state / "stack.env"

    @property
    def lock(self) -> Path:
        return self.state / "lock"

    @property
    def outside(self) -> tuple[Path, ...]:
        """Directories of this stack alone that may lie outside its state directory."""
        return self.services, self.service_sockets, self.control


def cache_directory(environ: Mapping[str, str], home: Path) -> Path:
    """The user's cache of this project, by the XDG base directory rules (a relative path there is to be ignored)."""
    configured = Path(environ.get("XDG_CACHE_HOME", ""))
    return (configured if configured.is_absolute() else home / ".cache") / "commontrace"


def plan(state: Path, cache: Path, account: Account | None, scratch: Path) -> Layout:
    """Choose the directories of the stack at `state`. Creates nothing.

    With a service account, what lies behind a directory closed to it moves to the machine-wide places; sockets whose
    path would be too long move under `scratch`.
    """
    tag = hashlib.sha256(str(state).encode()).hexdigest()[:12]
    moved_state = account is not None and closed_parent(state) is not None
    moved_cache = account is not None and closed_parent(cache) is not None
    services = MACHINE_STATE / tag if moved_state else state / "services"
    return Layout(
        state=state,
        cache=cache,
        tools=MACHINE_CACHE if moved_cache else cache,
        services=services,
        service_sockets=_short(services / "sockets", scratch / f"commontrace-{tag}-s"),
        control=_short(state / "control", scratch / f"commontrace-{tag}-c"),
    )


def _short(preferred: Path, otherwise: Path) -> Path:
    return preferred if len(os.fsencode(preferred)) <= MAX_SOCKET_DIRECTORY else otherwise


def resolve(state: Path, account: Account | None) -> Layout:
    """The layout of the stack at `state` on this machine."""
    cache = cache_directory(os.environ, Path.home())
    # A temp directory of root's own would be closed to the service account.
    scratch = Path("/tmp") if account else Path(tempfile.gettempdir())  # noqa: S108 - made 0700, see private_directory
    return plan(state.absolute(), cache, account, scratch)


def private_directory(path: Path, account: Account | None) -> None:
    """Create `path` for its owner alone (0700).

    Raises StackError when it exists and is a link or another's: a name in a shared temp directory can be taken.
    """
    owner = account.uid if account else os.geteuid()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        path.mkdir(mode=0o700)
        if account:
            os.chown(path, account.uid, account.gid)
    except FileExistsError:
        found = path.lstat()
        if path.is_symlink() or not path.is_dir() or found.st_uid not in {owner, os.geteuid()}:
            raise StackError(f"{path} exists and is not ours.", f"Remove it, then try again: rm -r {path}") from None
        os.chown(path, owner, account.gid if account else -1)
        path.chmod(0o700)
