# needs: elasticsearch
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import elasticsearch
import httpx
from elasticsearch import Elasticsearch, UnsupportedProductError

url = os.environ["PROOF_ELASTICSEARCH_URL"]
seen = []


class Other(BaseHTTPRequestHandler):
    """A server that answers well, with the header or without."""

    product = None

    def do_GET(self):
        seen.append(self.headers["accept"])
        body = json.dumps({"version": {"number": "3.3.0", "distribution": "opensearch"}}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if self.product:
            self.send_header("X-Elastic-Product", self.product)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


server = HTTPServer(("127.0.0.1", 0), Other)
threading.Thread(target=server.serve_forever, daemon=True).start()
address = f"http://127.0.0.1:{server.server_port}"
try:
    Elasticsearch(address).info()
    raise SystemExit("the client took another product")
except UnsupportedProductError as error:
    assert str(error) == "The client noticed that the server is not Elasticsearch and we do not support this unknown product", error
Other.product = "Elasticsearch"  # what a proxy must pass on
assert Elasticsearch(address).info()["version"]["number"]
major = elasticsearch.__version__[0]
assert f"compatible-with={major}" in seen[-1], seen
server.shutdown()


def ask(version):
    accept = f"application/vnd.elasticsearch+json; compatible-with={version}"
    return httpx.get(f"{url}/_cluster/health", headers={"accept": accept})


server_major = next(n for n in range(20, 6, -1) if ask(n).status_code == 200)
assert ask(server_major - 1).status_code == 200, "the version before is not understood"
assert ask(server_major).headers["x-elastic-product"] == "Elasticsearch"
refused = ask(server_major + 1)  # a client that is too new
assert refused.status_code == 400 and "media_type_header_exception" in refused.text, refused.text
wanted = f"Accept version must be either version {server_major} or {server_major - 1}, but found {server_major + 1}."
assert wanted in refused.text and ask(server_major - 2).status_code == 400, refused.text
orders = ("[Content-Type, Accept]", "[Accept, Content-Type]")  # differs from one start of the server to the next
assert any("Invalid media-type value on headers " + order in refused.text for order in orders), refused.text
for options, message in (({"hosts": "localhost:9200"}, "URL must include a 'scheme', 'host', and 'port' component"), ({"hosts": address, "timeout": 3}, "unexpected keyword argument 'timeout'")):
    try:
        Elasticsearch(**options)
        raise SystemExit("accepted: " + message)
    except (ValueError, TypeError) as error:
        assert message in str(error), error
