"""A blind retry posts an order twice; the trace's session repeats GET but not POST, and retry() spreads its waits."""
import pathlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

trace = pathlib.Path(__file__).with_name("http-retry-non-idempotent-backoff-jitter.md").read_text()
names: dict = {}
for code in re.findall(r"```python\n(.*?)```", trace, re.S):
    exec(code, names)
seen = []


class Server(BaseHTTPRequestHandler):
    def do_GET(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        seen.append(self.command)
        self.send_response(502 if self.path == "/order" else 503)
        self.send_header("content-length", "0")
        self.end_headers()

    do_POST = do_GET

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
base = f"http://127.0.0.1:{server.server_port}"
threading.Thread(target=server.serve_forever, daemon=True).start()

blind = requests.Session()
blind.mount("http://", HTTPAdapter(max_retries=Retry(1, status_forcelist=[502, 503], allowed_methods=None)))
try:
    blind.post(f"{base}/order")
except requests.exceptions.RetryError as error:
    assert "Max retries exceeded with url: /order (Caused by ResponseError('too many 502 error responses'))" in str(error)
else:
    raise SystemExit("no RetryError")
assert seen == ["POST", "POST"], "the order was carried out twice"

seen.clear()
session = names["session_with_retries"](0.01)
assert session.post(f"{base}/order", timeout=2).status_code == 502 and seen == ["POST"], seen
seen.clear()
assert session.get(f"{base}/x", timeout=2).status_code == 503 and seen == ["GET"] * 4, seen

runs = []
for _ in range(50):
    waits = []
    try:
        names["retry"](lambda: (_ for _ in ()).throw(names["Transient"]("503")), sleep=waits.append)
    except names["Transient"]:
        runs.append(waits)
assert all(len(w) == 3 and w[0] <= 0.5 and w[1] <= 1 and w[2] <= 2 for w in runs)
assert len({round(w[0], 3) for w in runs}) > 10, "no jitter"
waits = []
answers = iter([names["Transient"]("429", retry_after=5), None])


def call():
    answer = next(answers)
    if answer:
        raise answer
    return "ok"


assert names["retry"](call, sleep=waits.append) == "ok" and waits == [5]
