# needs: elasticsearch
import os

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

client = Elasticsearch(os.environ["PROOF_ELASTICSEARCH_URL"])
index = os.environ["PROOF_PREFIX"] + "-products"
# No refresh of its own accord, so that the outcome does not hang on the clock.
client.indices.create(index=index, settings={"number_of_replicas": 0, "refresh_interval": "-1"})


def load(client: Elasticsearch, index: str, products: list[dict]) -> None:
    bulk(client, ({"_index": index, "_id": p["id"], **p} for p in products), refresh=True)


def count():
    return client.count(index=index)["count"]


assert client.index(index=index, id="1", document={"name": "chair"})["result"] == "created"
assert count() == 0, "visible without a refresh"
assert client.get(index=index, id="1")["_source"] == {"name": "chair"}  # real time
client.indices.refresh(index=index)
assert count() == 1
client.delete(index=index, id="1")
assert count() == 1
client.index(index=index, id="2", document={"name": "table"}, refresh=True)
assert count() == 1 and client.search(index=index)["hits"]["hits"][0]["_id"] == "2"
load(client, index, [{"id": str(n)} for n in range(10, 15)])
assert count() == 6
client.indices.put_settings(index=index, settings={"refresh_interval": "200ms"})
client.index(index=index, id="3", document={"name": "lamp"}, refresh="wait_for")
assert client.count(index=index, q="_id:3")["count"] == 1
client.delete(index=index, id="3", refresh="wait_for")
assert client.count(index=index, q="_id:3")["count"] == 0
