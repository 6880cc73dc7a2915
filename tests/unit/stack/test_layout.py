"""Where a stack's directories lie, by who runs it and what that account can reach."""

from pathlib import Path

import pytest

from scripts.stack.account import Account, closed_parent
from scripts.stack.errors import StackError
from scripts.stack.layout import MACHINE_CACHE, MACHINE_STATE, cache_directory, plan, private_directory

SERVICE = Account("commontrace", 999, 999)
TEMP = Path("/tmp")


@pytest.mark.parametrize(
    ("modes", "path", "closed"),
    [
        ({"/": 0o755, "/srv": 0o755, "/srv/a": 0o755}, "/srv/a", None),
        ({"/": 0o755, "/root": 0o700, "/root/a": 0o755}, "/root/a", "/root"),
        ({"/": 0o755, "/srv": 0o755, "/srv/a": 0o750}, "/srv/a", "/srv/a"),
        ({"/": 0o755, "/a": 0o711, "/a/b": 0o755}, "/a/b", None),
        ({"/": 0o755}, "/not/yet", None),
        ({"/": 0o755, "/a": 0o744, "/a/b": 0o700}, "/a/b", "/a"),
    ],
)
def test_the_outermost_closed_directory_is_found(modes, path, closed):
    found = closed_parent(Path(path), lambda place: modes.get(str(place)))
    assert found == (Path(closed) if closed else None)


def test_an_ordinary_user_keeps_everything_in_the_state_and_the_cache(tmp_path):
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    state, cache = closed / ".local", closed / "cache"
    layout = plan(state, cache, None, TEMP)
    assert layout.services == state / "services"
    assert layout.tools == cache


def test_behind_a_closed_directory_root_uses_the_machine_wide_places(tmp_path):
    closed = tmp_path / "root"
    closed.mkdir(mode=0o700)
    layout = plan(closed / ".local", closed / "cache", SERVICE, TEMP)
    assert layout.services.parent == MACHINE_STATE
    assert layout.tools == MACHINE_CACHE
    assert layout.cache == closed / "cache"
    assert layout.services != plan(closed / "other/.local", closed / "cache", SERVICE, TEMP).services


@pytest.mark.parametrize("length", [40, 200])
def test_sockets_stay_within_the_length_of_an_address(length):
    state = Path("/" + "d" * length) / ".local"
    layout = plan(state, Path("/c"), None, TEMP)
    for directory in (layout.service_sockets, layout.control):
        assert len(str(directory / ".s.PGSQL.5432.lock")) < 104
        assert directory.is_relative_to(state if length == 40 else TEMP)
    assert layout.service_sockets != layout.control


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "/home/u/.cache/commontrace"),
        ({"XDG_CACHE_HOME": ""}, "/home/u/.cache/commontrace"),
        ({"XDG_CACHE_HOME": "relative"}, "/home/u/.cache/commontrace"),
        ({"XDG_CACHE_HOME": "/x"}, "/x/commontrace"),
    ],
)
def test_the_cache_follows_the_base_directory_rules(environ, expected):
    assert cache_directory(environ, Path("/home/u")) == Path(expected)


def test_a_private_directory_is_its_owners_alone(tmp_path):
    path = tmp_path / "deep/private"
    private_directory(path, None)
    path.chmod(0o755)
    private_directory(path, None)
    assert path.stat().st_mode & 0o777 == 0o700


def test_a_link_in_place_of_a_private_directory_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "private").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StackError, match="not ours"):
        private_directory(tmp_path / "private", None)
