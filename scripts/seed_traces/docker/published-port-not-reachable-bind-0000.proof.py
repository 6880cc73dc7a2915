"""127.0.0.2 plays the container's address on the bridge: another address of the same machine."""

import http.client
import re
import socketserver
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

trace = Path(__file__).with_name(Path(__file__).name.replace(".proof.py", ".md")).read_text()
awk = re.search(r"\| (awk '\$4[^\n]+)", trace)[1]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


def serve(address):
    server = socketserver.TCPServer((address, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, server.server_address[1]


def get(host, port):
    connection = http.client.HTTPConnection(host, port, timeout=3)
    connection.request("GET", "/")
    return connection.getresponse().status


def listening():
    return subprocess.run(f"cat /proc/net/tcp | {awk}", shell=True, capture_output=True, text=True).stdout.split()


server, port = serve("127.0.0.1")
assert get("127.0.0.1", port) == 200, "does not answer on its own address"
try:
    sys.exit(f"reached through another address: {get('127.0.0.2', port)}")
except ConnectionRefusedError:
    pass
assert f"0100007F:{port:04X}" in listening(), f"{port:04X} not in {listening()}"
server.shutdown()
server.server_close()

server, port = serve("0.0.0.0")
assert get("127.0.0.2", port) == 200, "not reached although bound to all addresses"
assert f"00000000:{port:04X}" in listening(), f"{port:04X} not in {listening()}"
server.shutdown()
server.server_close()
