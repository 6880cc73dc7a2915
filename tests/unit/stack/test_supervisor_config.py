"""The configuration as supervisor itself understands it."""

import shlex
import signal
from pathlib import Path

import pytest
from supervisor.datatypes import RestartUnconditionally
from supervisor.options import ServerOptions

from scripts.stack.errors import StackError
from scripts.stack.layout import plan
from scripts.stack.programs import Program
from scripts.stack.supervisor_config import render


@pytest.fixture
def layout(tmp_path):
    made = plan(tmp_path / "with space and 100%/.local", tmp_path / "cache", None, tmp_path)
    made.logs.mkdir(parents=True)
    made.control.mkdir(parents=True, exist_ok=True)
    return made


def program(name: str = "redis", **changes) -> Program:
    values = {
        "name": name,
        "command": ("/bin/x y", "--flag=100%", "it's"),
        "directory": Path("/"),
        "revision": "r1",
        "environment": {"URL": "http://h/?a=b&c=100%,d", "PATH_WITH": "/a b"},
    }
    return Program(**{**values, **changes})


def understood(layout, *programs: Program):
    path = layout.state / "supervisord.conf"
    path.write_text(render(layout, programs, None))
    options = ServerOptions()
    options.realize(["-c", str(path)])
    return [group.process_configs[0] for group in options.process_group_configs]


def test_command_and_environment_arrive_as_they_were(layout):
    (config,) = understood(layout, program())
    assert shlex.split(config.command) == ["/bin/x y", "--flag=100%", "it's"]
    assert config.environment == {
        "URL": "http://h/?a=b&c=100%,d",
        "PATH_WITH": "/a b",
        "COMMONTRACE_REVISION": "r1",
    }


def test_no_program_is_ever_given_up(layout):
    (config,) = understood(layout, program())
    assert config.autorestart is RestartUnconditionally
    assert config.startsecs == 0
    assert config.startretries >= 10**6


def test_services_start_with_supervisor_and_stop_after_the_programs_that_need_them(layout):
    api, redis = understood(layout, program("redis"), program("api"))[::-1]
    assert redis.autostart
    assert not api.autostart
    assert redis.priority < api.priority


def test_a_program_is_stopped_as_it_asks(layout):
    (config,) = understood(layout, program(stop_signal="INT", stop_seconds=30, stop_group=True))
    assert (config.stopsignal, config.stopwaitsecs) == (signal.SIGINT, 30)
    assert config.stopasgroup
    assert config.killasgroup


def test_another_revision_is_another_configuration(layout):
    (first,) = understood(layout, program())
    (same,) = understood(layout, program())
    (other,) = understood(layout, program(revision="r2"))
    assert first == same
    assert first != other


@pytest.mark.parametrize("changes", [{"directory": Path("/a ;b")}, {"environment": {"X": 'a"b'}}])
def test_what_the_format_cannot_hold_is_refused(layout, changes):
    with pytest.raises(StackError, match="cannot hold"):
        render(layout, [program(**changes)], None)
