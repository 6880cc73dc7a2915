# needs: elasticsearch
import os
from collections.abc import Iterator

from elasticsearch import BadRequestError, Elasticsearch
from elasticsearch.helpers import bulk


def all_hits(client: Elasticsearch, index: str, query: dict, size: int = 1000) -> Iterator[dict]:
    pit = client.open_point_in_time(index=index, keep_alive="2m")["id"]
    try:
        after = None
        while True:
            answer = client.search(
                query=query,
                size=size,
                pit={"id": pit, "keep_alive": "2m"},
                sort=[{"_shard_doc": "asc"}],
                search_after=after,
                track_total_hits=False,
            )
            pit = answer["pit_id"]
            hits = answer["hits"]["hits"]
            if not hits:
                return
            yield from hits
            after = hits[-1]["sort"]
    finally:
        client.close_point_in_time(id=pit)


client = Elasticsearch(os.environ["PROOF_ELASTICSEARCH_URL"], request_timeout=30)
index = os.environ["PROOF_PREFIX"] + "-many"
client.indices.create(index=index, settings={"number_of_replicas": 0, "number_of_shards": 2}, mappings={"properties": {"n": {"type": "integer"}, "sku": {"type": "keyword"}}})
bulk(client, ({"_index": index, "_id": str(n), "n": n % 7, "sku": f"A-{n:05}"} for n in range(10_500)), chunk_size=5000, refresh=True)
for page in ({"from_": 10_000, "size": 10}, {"size": 10_001}):
    try:
        client.search(index=index, **page)
        raise SystemExit("accepted")
    except BadRequestError as error:
        wanted = page.get("from_", 0) + page["size"]
        assert f"Result window is too large, from + size must be less than or equal to: [10000] but was [{wanted}]." in str(error), error
assert client.search(index=index, size=0)["hits"]["total"] == {"value": 10_000, "relation": "gte"}
assert client.search(index=index, size=0, track_total_hits=True)["hits"]["total"]["value"] == 10_500
ids = []
for number, hit in enumerate(all_hits(client, index, {"match_all": {}}, size=3000)):
    ids.append(hit["_id"])
    if number == 100:  # a change meanwhile is not seen
        client.index(index=index, id="new", document={"n": 1}, refresh=True)
assert len(ids) == len(set(ids)) == 10_500
pit = client.open_point_in_time(index=index, keep_alive="1m")["id"]
hit = client.search(pit={"id": pit}, sort=[{"n": "desc"}], size=1)["hits"]["hits"][0]
assert len(hit["sort"]) == 2, hit
client.close_point_in_time(id=pit)
first = client.search(index=index, size=3, sort=[{"n": "desc"}, {"sku": "asc"}])["hits"]["hits"]
second = client.search(index=index, size=2, sort=[{"n": "desc"}, {"sku": "asc"}], search_after=first[0]["sort"])["hits"]["hits"]
assert [h["_id"] for h in second] == [h["_id"] for h in first[1:]]
