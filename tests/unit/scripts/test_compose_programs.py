"""The programs that run in containers beside ours: accounts of Elasticsearch, the health of workers."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from scripts.compose import accounts
from scripts.compose.health import has_neighbour


class SecurityApi(BaseHTTPRequestHandler):
    """Notes what it is asked and answers with the server's `status`."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.command, self.path, self.headers["Authorization"], json.loads(body)))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(b"{}")

    do_POST = do_PUT = _answer  # noqa: N815 - the base class looks for these names

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def security_api(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), SecurityApi)
    server.asked, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    monkeypatch.setenv("ELASTICSEARCH_URL", f"http://127.0.0.1:{server.server_port}")
    for name in ("ELASTIC_PASSWORD", "ELASTICSEARCH_PASSWORD", "KIBANA_PASSWORD"):
        monkeypatch.setenv(name, f"the-{name}")
    monkeypatch.setenv("INDEX_PREFIX", "pre")
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_accounts_are_made_by_the_superuser_and_reach_only_our_indexes(security_api):
    assert accounts.main() == 0
    paths = [(method, path) for method, path, *_ in security_api.asked]
    assert paths == [
        ("POST", "/_security/user/kibana_system/_password"),
        ("PUT", "/_security/role/commontrace"),
        ("PUT", "/_security/user/commontrace"),
    ]
    assert all(authorization.startswith("Basic ") for _, _, authorization, _ in security_api.asked)
    kibana, role, user = (body for *_, body in security_api.asked)
    assert kibana == {"password": "the-KIBANA_PASSWORD"}
    assert role == {"cluster": ["monitor"], "indices": [{"names": ["pre-*"], "privileges": ["all"]}]}
    assert user == {"password": "the-ELASTICSEARCH_PASSWORD", "roles": ["commontrace"]}


def test_a_refusal_ends_with_what_was_refused_and_without_a_password(security_api, capsys):
    security_api.status = 403
    assert accounts.main() == 1
    said = capsys.readouterr().err
    assert "kibana_system/_password: HTTP 403" in said
    assert "the-" not in said
    assert len(security_api.asked) == 1


def test_a_missing_password_is_named(security_api, monkeypatch, capsys):
    monkeypatch.setenv("KIBANA_PASSWORD", "")
    assert accounts.main() == 1
    assert "KIBANA_PASSWORD must be set" in capsys.readouterr().err
    assert not security_api.asked


@pytest.mark.parametrize(
    ("clients", "there"),
    [
        ([], False),
        ([{"id": "7", "addr": "10.0.0.2:5000"}], False),
        ([{"id": "8", "addr": "10.0.0.20:5001"}], False),
        ([{"id": "8", "addr": "10.0.0.2:5001"}], True),
        ([{"id": "7", "addr": "10.0.0.2:5000"}, {"id": "8", "addr": "10.0.0.2:5001"}], True),
    ],
)
def test_a_worker_is_there_when_something_else_connects_from_its_address(clients, there):
    assert has_neighbour({"id": 7, "addr": "10.0.0.2:5000"}, clients) is there
