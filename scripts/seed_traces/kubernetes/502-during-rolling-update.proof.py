# needs: node
import http.client
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

trace = Path(__file__).with_name("502-during-rolling-update.md").read_text()
graceful = re.search(r"```javascript\n(.*?)```", trace, re.DOTALL)[1]
handler = graceful[graceful.index("process.on") :]


def during_request(code):
    """What a client sees when SIGTERM comes while its request is being served, and the exit code."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    Path("server.mjs").write_text(code.replace("8080", str(port)))
    process = subprocess.Popen(["node", "server.mjs"])
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.02)
        seen = []

        def request():
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/")
                seen.append(connection.getresponse().status)
            except (OSError, http.client.HTTPException) as error:
                seen.append(type(error).__name__)

        thread = threading.Thread(target=request)
        thread.start()
        time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.05)
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            accepted = True
        except ConnectionRefusedError:
            accepted = False
        thread.join()
        return seen[0], accepted, process.wait(timeout=5)
    finally:
        process.kill()


cut, accepted, _ = during_request(graceful.replace(handler, 'process.on("SIGTERM", () => process.exit(0));\n'))
if cut not in ("RemoteDisconnected", "ConnectionResetError"):
    sys.exit(f"an exit at once did not cut the request off: {cut}")
if accepted:
    sys.exit("new connections are accepted after the end")
status, accepted, code = during_request(graceful)
if (status, code) != (200, 0):
    sys.exit(f"graceful: status {status}, exit code {code}")
if accepted:
    sys.exit("new connections are accepted while draining: preStop would not be needed")
