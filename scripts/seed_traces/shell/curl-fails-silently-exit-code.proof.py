"""curl against a local server: exit code 0 with 404, 22 with --fail and --fail-with-body, retries, the status in a variable."""
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

if shutil.which("curl") is None:
    sys.exit("curl is needed")
hits = {}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        hits[self.path] = hits.get(self.path, 0) + 1
        status = 404 if self.path == "/missing" else 503 if self.path == "/busy" and hits[self.path] < 2 else 200
        if self.path == "/moved":
            status = 301
        body = b'{"why": "no such page"}' if status == 404 else b"ok"
        self.send_response(status)
        if status == 503:
            self.send_header("Retry-After", "0")
        if status == 301:
            self.send_header("Location", "/fine")
            body = b""
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *arguments):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
BASE = f"http://127.0.0.1:{server.server_port}"


def bash(script):
    done = subprocess.run(["bash", "-c", script.replace("BASE", BASE)], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr.strip()


assert bash("curl -s -o a BASE/missing") == (0, "", "") and Path("a").exists()
assert bash("set -e; x=$(curl -s BASE/missing); echo on") == (0, "on\n", "")
code, _, told = bash("curl --fail --silent --show-error --output b BASE/missing")
assert (code, told) == (22, "curl: (22) The requested URL returned error: 404") and not Path("b").exists(), told
assert bash("curl -sf BASE/missing")[2] == ""  # -s alone hides the message
code, out, _ = bash("curl --fail-with-body -sS BASE/missing")
assert code == 22 and "no such page" in out
full = "curl --fail --silent --show-error --location --connect-timeout 5 --max-time 60 --retry 4 --retry-connrefused "
assert bash(full + "--retry-delay 0 BASE/busy")[:2] == (0, "ok") and hits["/busy"] == 2, hits
hits["/missing"] = 0
assert bash(full + "BASE/missing")[0] == 22 and hits["/missing"] == 1  # a 404 isn't retried
assert bash("curl -sf BASE/moved")[:2] == (0, "") and bash("curl -sfL BASE/moved")[:2] == (0, "ok")
assert bash("curl -sf BASE/missing | cat")[0] == 0 and bash("set -o pipefail; curl -sf BASE/missing | cat")[0] == 22
assert bash("f() { local body=$(curl -sf BASE/missing); echo $?; }; f")[1] == "0\n"
assert bash("f() { local body; body=$(curl -sf BASE/missing); echo $?; }; f")[1] == "22\n"
trace = Path(__file__).with_name("curl-fails-silently-exit-code.md").read_text()
code = trace.split("```bash\n")[2].split("```")[0]
assert "status=$(curl" in code
for path, expected in (("/missing", (1, 'HTTP 404: {"why": "no such page"}')), ("/fine", (0, ""))):
    done = bash(code.replace("https://example.com/api", "BASE" + path))
    assert (done[0], done[2]) == expected, done
done = bash(code.replace("https://example.com/api", "http://127.0.0.1:1/"))
assert done[0] == 1 and done[2].endswith("no answer"), done
server.shutdown()
