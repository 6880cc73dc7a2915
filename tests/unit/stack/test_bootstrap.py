"""The virtual environment is made once per state of the requirements, and never half."""

import sys

import pytest

from scripts import bootstrap


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """An empty clone in which commands are recorded instead of run; `failing` makes those fail that contain a word."""
    environment = tmp_path / ".venv"
    for name in bootstrap.REQUIREMENTS:
        (tmp_path / name).write_text(f"{name}\n")
    monkeypatch.setattr(bootstrap, "REPOSITORY", tmp_path)
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", environment)
    monkeypatch.setattr(bootstrap, "STAMP", environment / ".installed")
    monkeypatch.setattr(bootstrap, "LOCK", tmp_path / ".local/lock")
    calls: list[str] = []
    failing: list[str] = []

    def call(command, **_):
        line = " ".join(command)
        calls.append(line)
        if "-m venv" in line:
            (environment / "bin").mkdir(parents=True)
            (environment / "bin/python").touch()
        absent = command[0].startswith(str(tmp_path)) and not (environment / "bin/python").exists()
        return 1 if absent or any(word in line for word in failing) else 0

    monkeypatch.setattr(bootstrap.subprocess, "call", call)
    return tmp_path, calls, failing


def installations(calls):
    return sum("pip install" in line for line in calls)


def test_a_second_run_does_nothing(clone):
    _, calls, _ = clone
    bootstrap.main()
    bootstrap.main()
    assert installations(calls) == 1


@pytest.mark.parametrize("name", bootstrap.REQUIREMENTS)
def test_changed_requirements_are_installed_into_the_same_environment(clone, name):
    root, calls, _ = clone
    bootstrap.main()
    (root / name).write_text("other\n")
    bootstrap.main()
    assert installations(calls) == 2
    assert sum("-m venv" in line for line in calls) == 1


def test_a_failed_installation_is_done_again(clone):
    _, calls, failing = clone
    failing.append("pip install")
    with pytest.raises(SystemExit, match="pip failed"):
        bootstrap.main()
    failing.clear()
    bootstrap.main()
    assert installations(calls) == 2


def test_without_ensurepip_the_message_names_the_package(clone):
    _, _, failing = clone
    failing.append("ensurepip")
    with pytest.raises(SystemExit, match="python3-venv"):
        bootstrap.main()


def test_without_a_new_enough_python_the_message_names_the_version(clone):
    _, _, failing = clone
    failing.append("version_info")
    with pytest.raises(SystemExit, match=r"3\.11 or newer"):
        bootstrap.main()


def test_a_link_that_leads_nowhere_is_no_python(tmp_path):
    (tmp_path / "python").symlink_to(tmp_path / "gone")
    assert not bootstrap.works(str(tmp_path / "python"))
    assert bootstrap.works(sys.executable)
