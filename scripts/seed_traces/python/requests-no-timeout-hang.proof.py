# A server that accepts and is silent: no timeout hangs (a watchdog sees it), the session of the trace ends in time; 503 is retried.
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry


class TimeoutAdapter(HTTPAdapter):
    def __init__(self, *args, timeout=(3.05, 20), **kwargs):
        self.timeout = timeout
        super().__init__(*args, **kwargs)

    def send(self, request, **kwargs):
        if kwargs.get("timeout") is None:
            kwargs["timeout"] = self.timeout
        return super().send(request, **kwargs)


def make_session(timeout=(3.05, 20)) -> requests.Session:
    retry = Retry(
        total=3,
        backoff_factor=0.01,  # the trace says 0.5
        status_forcelist=(429, 502, 503, 504),
        allowed_methods=frozenset({"GET", "HEAD"}),
        raise_on_status=False,
    )
    session = requests.Session()
    adapter = TimeoutAdapter(timeout=timeout, max_retries=retry)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


silent = socket.create_server(("127.0.0.1", 0))
url = "http://127.0.0.1:%d/" % silent.getsockname()[1]
hanging = threading.Thread(target=lambda: requests.get(url), daemon=True)
hanging.start()
hanging.join(0.4)
assert hanging.is_alive(), "without a timeout the call was expected to hang"

try:
    requests.get(url, timeout=(1, 0.05))
except requests.exceptions.ReadTimeout as e:
    assert str(e).endswith("Read timed out. (read timeout=0.05)"), e
else:
    raise SystemExit("a ReadTimeout was expected")
start = time.monotonic()
try:
    make_session(timeout=(1, 0.05)).get(url)
except requests.exceptions.ConnectionError as e:
    assert not isinstance(e, requests.exceptions.Timeout)
    assert "Max retries exceeded" in str(e) and "Read timed out. (read timeout=0.05)" in str(e), e
assert 0.2 <= time.monotonic() - start < 2, "four attempts were expected"

seen = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        seen.append(self.command)
        self.send_response(503 if len(seen) < 3 else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self):
        seen.append(self.command)
        self.send_response(503)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = "http://127.0.0.1:%d/" % server.server_port
assert make_session().get(url).status_code == 200 and seen == ["GET"] * 3, seen
seen.clear()
assert make_session().post(url).status_code == 503 and seen == ["POST"], "a POST must not be repeated"
server.shutdown()
