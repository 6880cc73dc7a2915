# The mismatch is reported; the trace's fixtures work and reset their state; getfixturevalue is no way round.
import pathlib
import subprocess
import sys


def run(source, *args):
    pathlib.Path("test_a.py").write_text(source)
    cmd = [sys.executable, "-m", "pytest", "-q", "-W", "ignore", "-p", "no:cacheprovider", "test_a.py", *args]
    done = subprocess.run(cmd, capture_output=True, text=True)
    return done.returncode, done.stdout


MESSAGE = "ScopeMismatch: You tried to access the function scoped fixture %s with a session scoped request object."
code, out = run(
    'import pytest\n\n\n@pytest.fixture(scope="session")\ndef database(monkeypatch):\n    return 1\n\n\n'
    "def test_x(database):\n    pass\n"
)
assert code == 1 and MESSAGE % "monkeypatch" in out, out
code, out = run(
    'import pytest\n\n\n@pytest.fixture(scope="session")\ndef database(request):\n'
    '    return request.getfixturevalue("tmp_path")\n\n\ndef test_x(database):\n    pass\n'
)
assert code == 1 and MESSAGE % "tmp_path" in out, out
GOOD = '''
import os
import sqlite3
import pytest


@pytest.fixture(scope="session")
def session_monkeypatch():
    with pytest.MonkeyPatch.context() as mp:
        yield mp


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory, session_monkeypatch):
    path = tmp_path_factory.mktemp("data")
    session_monkeypatch.setenv("APP_DATA", str(path))
    return path


@pytest.fixture(scope="session")
def connection():
    con = sqlite3.connect(":memory:", isolation_level=None)
    con.execute("create table item (name text)")
    yield con
    con.close()


@pytest.fixture
def db(connection):
    connection.execute("begin")
    yield connection
    connection.execute("rollback")


@pytest.mark.parametrize("n", [1, 2])
def test_x(n, db, data_dir):
    assert os.environ["APP_DATA"] == str(data_dir)
    assert db.execute("select count(*) from item").fetchone() == (0,)
    db.execute("insert into item values ('a')")
'''
code, out = run(GOOD)
assert code == 0 and "2 passed" in out, out
code, out = run(GOOD, "--setup-plan")
assert "SETUP    S connection" in out and "SETUP    F db" in out, out
