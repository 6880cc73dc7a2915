"""A naive client follows a redirect into "metadata"; fetch() of the trace refuses it, and pins what it resolved."""
import pathlib
import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

trace = pathlib.Path(__file__).with_name("ssrf-fetch-user-url.md").read_text()
names: dict = {}
exec(re.findall(r"```python\n(.*?)```", trace, re.S)[0], names)
fetch, Blocked = names["fetch"], names["Blocked"]
hosts_seen = []


class Inside(BaseHTTPRequestHandler):
    def do_GET(self):
        hosts_seen.append(self.headers["host"])
        self.send_response(302 if self.path == "/hop" else 200)
        if self.path == "/hop":
            self.send_header("location", f"http://127.0.0.1:{port}/meta-data")
        self.end_headers()
        self.wfile.write(b"credentials" if self.path == "/meta-data" else b"x" * 2000)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Inside)
port = server.server_port
threading.Thread(target=server.serve_forever, daemon=True).start()
real = socket.getaddrinfo
rebinding = iter(["93.184.215.14", "127.0.0.1"])


def answers(host, *rest, **more):
    fake = {"public.test": "93.184.215.14", "inside.test": "127.0.0.1"}.get(host)
    if host == "rebind.test":
        fake = next(rebinding)
    return real(fake or host, *rest, **more)


def refused(url, **options):
    before = len(hosts_seen)
    try:
        fetch(url, ports=(80, 443, port), **options)
    except Blocked:
        return len(hosts_seen) == before
    return False


assert httpx.get(f"http://127.0.0.1:{port}/hop", follow_redirects=True).text == "credentials", "no SSRF to begin with"
socket.getaddrinfo = answers
for url in re.findall(r"^GET (\S+)$", trace, re.M) + [
    "http://localhost/", "file:///etc/passwd", f"http://inside.test:{port}/meta-data", "http://0.0.0.0/",
    "http://100.64.0.1/", "http://168.63.129.16/", "http://192.0.0.192/", "http://user@public.test/", "http://public.test:22/",
]:
    assert refused(url), f"not refused: {url}"

# Let only the "public" name through to the local server, as if it were on the internet.
connected = []
names["allowed"] = lambda address: address == "127.0.0.2"
socket.getaddrinfo = lambda host, *r, **m: real({"public.test": "127.0.0.2"}.get(host, host), *r, **m)
outside = ThreadingHTTPServer(("127.0.0.2", port), Inside)
threading.Thread(target=outside.serve_forever, daemon=True).start()
hosts_seen.clear()
assert fetch(f"http://public.test:{port}/page", ports=(port,)) == b"x" * 2000
assert hosts_seen == [f"public.test:{port}"], hosts_seen
for path, size in (("/hop", 5000), ("/page", 1000)):
    try:
        fetch(f"http://public.test:{port}{path}", ports=(port,), max_bytes=size)
    except Blocked:
        continue
    raise SystemExit(f"not blocked: {path}")
assert hosts_seen.count(f"127.0.0.1:{port}") == 0, "the redirect was followed"
