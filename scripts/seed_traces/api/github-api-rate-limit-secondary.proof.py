"""A local stand-in for the API: 30 of 70 items without paging, a limit on the way; pages() gets all of them."""
import json
import os
import pathlib
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import requests

os.environ["GITHUB_TOKEN"] = "placeholder"
trace = pathlib.Path(__file__).with_name("github-api-rate-limit-secondary.md").read_text()
names: dict = {}
exec(re.findall(r"```python\n(.*?)```", trace, re.S)[0], names)
limits = [({"retry-after": "7"}, 7), ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(time.time()) + 20)}, 21), ({}, 240)]
queue = [headers for headers, _ in limits]


class Api(BaseHTTPRequestHandler):
    def do_GET(self):
        query = parse_qs(urlsplit(self.path).query)
        page, size = int(query.get("page", ["1"])[0]), int(query.get("per_page", ["30"])[0])
        if self.path.startswith("/denied"):
            return self.answer(403, {"message": "Resource not accessible by personal access token"}, {})
        if page == 2 and queue:
            return self.answer(403, {"message": "You have exceeded a secondary rate limit."}, queue.pop(0))
        items = list(range(70))[(page - 1) * size : page * size]
        more = {"Link": f'<{base}/items?per_page={size}&page={page + 1}>; rel="next"'} if page * size < 70 else {}
        self.answer(200, items, more)

    def answer(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
base = f"http://127.0.0.1:{server.server_port}"
threading.Thread(target=server.serve_forever, daemon=True).start()

assert len(requests.get(f"{base}/items").json()) == 30, "the first page alone"
slept = []
names["get"].__defaults__ = (None, slept.append)
assert list(names["pages"](f"{base}/items", {"per_page": 30})) == list(range(70))
assert len(slept) == 3 and all(abs(a - b) <= 2 for a, (_, b) in zip(slept, limits)), slept
try:
    names["get"](f"{base}/denied")
except requests.HTTPError as error:
    assert error.response.status_code == 403
else:
    raise SystemExit("a missing permission must not be taken for a limit")
