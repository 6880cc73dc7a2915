"""How the stack's settings are put together."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.stack.context import environment
from scripts.stack.errors import StackError
from scripts.stack.layout import Layout
from scripts.stack.settings import (
    DEFAULTS,
    Settings,
    compose,
    kept_secrets,
    names_in_example,
    parse_environment,
    render_environment,
)
from scripts.stack.temporary import temporary_settings

LAYOUT = Layout(
    state=Path("/s"),
    cache=Path("/c"),
    tools=Path("/c"),
    services=Path("/s/services"),
    service_sockets=Path("/s/sockets"),
    control=Path("/s/control"),
)


@pytest.mark.parametrize(
    ("process", "dotenv", "name", "expected"),
    [
        ({}, {}, "API_PORT", "8000"),
        ({}, {"API_PORT": "8001"}, "API_PORT", "8001"),
        ({"API_PORT": "8002"}, {"API_PORT": "8001"}, "API_PORT", "8002"),
        ({"API_PORT": ""}, {"API_PORT": "8001"}, "API_PORT", "8001"),
        ({}, {"API_PORT": None}, "API_PORT", "8000"),
        ({}, {"ANYTHING": "x"}, "ANYTHING", "x"),
        ({"ANYTHING": "y"}, {"ANYTHING": "x"}, "ANYTHING", "y"),
        ({"LOG_LEVEL": "DEBUG"}, {}, "LOG_LEVEL", "DEBUG"),
        ({"UNRELATED": "x"}, {}, "UNRELATED", None),
    ],
)
def test_process_environment_wins_over_dotenv_over_defaults(process, dotenv, name, expected):
    assert compose(process, dotenv, frozenset({"LOG_LEVEL"})).get(name) == expected


def test_the_example_file_names_settings_also_in_comments():
    text = "# Prose about API_PORT.\nDATABASE_URL=x\n# LOG_LEVEL=INFO\n#API_HOST=\nlower=1\n"
    assert names_in_example(text) == {"DATABASE_URL", "LOG_LEVEL", "API_HOST"}


@pytest.mark.parametrize("text", ["", "http", "0", "65536", "-1", "8 000", "٨٠"])
def test_a_port_that_is_none_is_refused_by_name(text):
    with pytest.raises(StackError, match="API_PORT"):
        Settings({**DEFAULTS, "API_PORT": text}).port("API_PORT")


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("::1", "http://[::1]:8000"),
        ("example.test", "http://example.test:8000"),
    ],
)
def test_the_api_is_addressed_where_this_machine_reaches_it(host, url):
    assert compose({"API_HOST": host}, {}).api_url == url


def test_given_services_are_used_and_others_are_ours():
    given_url = "postgresql+psycopg2://u:p@db/x"
    values = environment(LAYOUT, compose({"DATABASE_URL": given_url}, {}), {"API_KEY_PEPPER": "made"})
    assert values["DATABASE_URL"] == given_url
    assert values["REDIS_URL"] == "unix:///s/sockets/redis.sock?db=0"
    assert values["ELASTICSEARCH_URL"] == "http://127.0.0.1:9200"
    assert values["EMBEDDING_MODEL_DIR"] == "/c/embedder/all-MiniLM-L6-v2"
    assert values["API_KEY_PEPPER"] == "made"


def test_a_given_secret_wins_over_the_generated_one():
    values = environment(LAYOUT, compose({"API_KEY_PEPPER": "mine"}, {}), {"API_KEY_PEPPER": "made"})
    assert values["API_KEY_PEPPER"] == "mine"


def test_a_test_stack_takes_no_data_of_the_user_over():
    user = compose(
        {
            "DATABASE_URL": "postgresql://precious",
            "API_PORT": "8000",
            "EMBEDDING_MODEL_DIR": "/m",
            "EMBEDDING_PRECISION": "int8",
        },
        {"LOG_LEVEL": "X"},
    )
    ports = iter([5001, 5002, 5003])
    settings = temporary_settings(user, lambda _: next(ports))
    assert settings.get("DATABASE_URL") is None
    assert settings.get("LOG_LEVEL") is None
    assert settings.names >= {"LOG_LEVEL", "DATABASE_URL"}
    assert [settings.port(name) for name in ("API_PORT", "ELASTICSEARCH_PORT", "MCP_PORT")] == [5001, 5002, 5003]
    assert (settings.get("EMBEDDING_MODEL_DIR"), settings.get("EMBEDDING_PRECISION")) == ("/m", "int8")
    assert (settings.get("ENVIRONMENT"), settings.get("INDEX_PREFIX")) == ("test", "commontrace-test")


@given(
    st.dictionaries(
        st.from_regex(r"[A-Z][A-Z0-9_]{0,10}", fullmatch=True),
        st.text(st.characters(exclude_characters="\n\0", exclude_categories=["Cs"])),
    )
)
def test_the_environment_file_is_read_back_as_it_was_written(values):
    assert parse_environment(render_environment(values)) == values


def test_a_shell_reads_the_environment_file_alike(tmp_path):
    awkward = "a b'c\"d$HOME`x`;#\\"
    path = tmp_path / "stack.env"
    path.write_text(render_environment({"VALUE": awkward}))
    script = f'set -a; . {path}; printf %s "$VALUE"'
    assert subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout == awkward


def test_a_value_with_a_line_break_is_refused_by_name():
    with pytest.raises(StackError, match="TOKEN"):
        render_environment({"TOKEN": "a\nb"})


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path):
    path = tmp_path / "secrets.env"
    first = kept_secrets(path)
    assert kept_secrets(path) == first
    assert len(set(first.values())) == 2
    assert all(len(value) >= 32 for value in first.values())
    assert path.stat().st_mode & 0o777 == 0o600
