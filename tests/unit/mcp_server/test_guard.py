"""What comes through to the MCP endpoint."""

import pytest

from mcp_server.credentials import Credential, from_environment, from_headers
from mcp_server.guard import inspect
from mcp_server.settings import Settings, SettingsError, load

SETTINGS = load(
    {"MCP_ALLOWED_HOSTS": "mcp.example.org, exact.example:8443", "MCP_ALLOWED_ORIGINS": "https://tools.example"}
)
KEY = "ct_live_AbCdEf123456_" + "s" * 32 + "_abcdef"


def status(method="POST", **headers):
    given = {"host": "127.0.0.1:8080", **{name.replace("_", "-"): value for name, value in headers.items()}}
    refusal = inspect(method, [(name, value) for name, value in given.items() if value is not None], SETTINGS)
    return refusal.status if refusal else 200


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:8080", 200),
        ("localhost", 200),
        ("LOCALHOST:9", 200),
        ("[::1]:8080", 200),
        ("[::1]", 200),
        ("mcp.example.org", 200),
        ("mcp.example.org:443", 200),
        ("exact.example:8443", 200),
        ("exact.example", 403),
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("localhost:evil", 403),
        ("evil.example:127.0.0.1", 403),
        ("", 403),
        (None, 403),
    ],
)
def test_hosts(host, expected):
    assert status(host=host) == expected


def test_two_hosts_are_one_too_many():
    assert inspect("POST", [("host", "localhost"), ("host", "localhost")], SETTINGS).status == 403


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (None, 200),
        ("http://localhost:3000", 200),
        ("https://127.0.0.1", 200),
        ("http://[::1]:5173", 200),
        ("https://tools.example", 200),
        ("https://tools.example:444", 200),
        ("http://tools.example", 403),
        ("https://evil.example", 403),
        ("http://localhost.evil.example", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_origins(origin, expected):
    assert status(origin=origin) == expected


@pytest.mark.parametrize(("method", "expected"), [("GET", 405), ("DELETE", 405), ("PUT", 405), ("POST", 200)])
def test_methods(method, expected):
    assert status(method) == expected


@pytest.mark.parametrize(("length", "expected"), [("10", 200), ("1048577", 413), ("-1", 413), ("x", 413)])
def test_lengths(length, expected):
    assert status(content_length=length) == expected


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ({"x-api-key": KEY}, KEY),
        ({"authorization": f"Bearer {KEY}"}, KEY),
        ({"authorization": f"bearer  {KEY} "}, KEY),
        ({"x-api-key": KEY, "authorization": "Bearer other"}, KEY),
        ({"authorization": f"Basic {KEY}"}, None),
        ({"x-api-key": ""}, None),
        ({"x-api-key": "${COMMONTRACE_API_KEY}"}, None),
        ({"x-api-key": "a b"}, None),
        ({"x-api-key": "schlüssel"}, None),
        ({}, None),
    ],
)
def test_keys_come_from_headers(headers, key):
    found = from_headers(headers)
    assert (found.key if found else None) == key


def test_a_key_shows_itself_nowhere():
    credential = Credential(KEY)
    assert KEY not in f"{credential!r} {credential}"
    assert credential.id == "AbCdEf123456"
    assert Credential("another kind of key").id != Credential("another kind of kez").id
    assert credential.scrub(f"it is {KEY}!") == "it is [key]!"
    assert from_environment({"COMMONTRACE_API_KEY": f" {KEY}\n"}).key == KEY


def test_settings():
    settings = load({"COMMONTRACE_API_BASE_URL": "https://x.example/ ", "MCP_READ_DEADLINE_MS": "350", "MCP_PORT": ""})
    assert (settings.api_base_url, settings.read_deadline_s, settings.port) == ("https://x.example", 0.35, 8080)
    assert load({"API_BASE_URL": "http://old.example"}).api_base_url == "http://old.example"
    assert (Settings().read_deadline_s, Settings().write_deadline_s, Settings().context_deadline_s) == (0.2, 2.0, 1.0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COMMONTRACE_API_BASE_URL", "localhost:8000"),
        ("MCP_READ_DEADLINE_MS", "soon"),
        ("MCP_WRITE_DEADLINE_MS", "-1"),
        ("MCP_BREAKER_OPEN_SECONDS", "nan"),
        ("MCP_CONFIRM_CONTRIBUTIONS", "perhaps"),
    ],
)
def test_settings_that_cannot_be_meant_are_named(name, value):
    with pytest.raises(SettingsError, match=name):
        load({name: value})
