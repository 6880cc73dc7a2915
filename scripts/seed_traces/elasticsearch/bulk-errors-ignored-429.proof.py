# needs: elasticsearch
import json
import os
import threading
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, HTTPServer

from elasticsearch import Elasticsearch
from elasticsearch.helpers import BulkIndexError, bulk, streaming_bulk


def index_all(client: Elasticsearch, actions: Iterable[dict], first_pause_s: float = 1) -> list[tuple]:
    failed = []
    results = streaming_bulk(
        client,
        actions,
        chunk_size=500,
        max_chunk_bytes=10 * 1024 * 1024,
        max_retries=6,
        initial_backoff=first_pause_s,
        max_backoff=60,
        raise_on_error=False,
    )
    for ok, item in results:
        if not ok:
            (info,) = item.values()
            failed.append((info.get("_id"), info["status"], info.get("error")))
    return failed


client = Elasticsearch(os.environ["PROOF_ELASTICSEARCH_URL"])
index = os.environ["PROOF_PREFIX"] + "-products"
client.indices.create(index=index, settings={"number_of_replicas": 0}, mappings={"properties": {"n": {"type": "long"}}})
answer = client.bulk(index=index, operations=[{"index": {"_id": "1"}}, {"n": 1}, {"index": {"_id": "2"}}, {"n": "cheap"}, {"create": {"_id": "1"}}, {"n": 1}], refresh=True)
assert answer.meta.status == 200 and answer["errors"] is True
assert [next(iter(item.values()))["status"] for item in answer["items"]] == [201, 400, 409]
assert client.count(index=index)["count"] == 1
actions = [{"_index": index, "_id": str(n), "n": n if n != 2 else "cheap"} for n in range(5)]
try:
    bulk(client, actions)
    raise SystemExit("bulk raised nothing")
except BulkIndexError as error:
    assert str(error) == "1 document(s) failed to index." and error.errors[0]["index"]["_id"] == "2"
failed = index_all(client, actions)
assert [row[:2] for row in failed] == [("2", 400)] and failed[0][2]["type"] == "document_parsing_exception", failed
client.indices.refresh(index=index)
assert client.count(index=index)["count"] == 4

# 429: a server that has room for half of the items of the first request only.
requests = []


class Busy(BaseHTTPRequestHandler):
    def do_PUT(self):
        lines = self.rfile.read(int(self.headers["content-length"])).decode().splitlines()
        ids = [json.loads(line)["index"]["_id"] for line in lines[::2]]
        requests.append(ids)
        rejected = {"type": "es_rejected_execution_exception", "reason": "rejected execution"}
        items = [{"index": {"_id": i, "status": 201}} if len(requests) > 1 or int(i) % 2 else {"index": {"_id": i, "status": 429, "error": rejected}} for i in ids]
        body = json.dumps({"errors": True, "items": items}).encode()
        self.send_response(200)
        for name, value in (("content-type", "application/json"), ("x-elastic-product", "Elasticsearch"), ("content-length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT

    def log_message(self, *args):
        pass


server = HTTPServer(("127.0.0.1", 0), Busy)
threading.Thread(target=server.serve_forever, daemon=True).start()
busy = Elasticsearch(f"http://127.0.0.1:{server.server_port}")
good = [{"_index": index, "_id": str(n), "n": n} for n in range(4)]
assert [ok for ok, _ in streaming_bulk(busy, good, raise_on_error=False)] == [False, True, False, True], "retried by default"
requests.clear()
assert index_all(busy, good, first_pause_s=0.05) == []
assert requests == [["0", "1", "2", "3"], ["0", "2"]], requests
server.shutdown()
