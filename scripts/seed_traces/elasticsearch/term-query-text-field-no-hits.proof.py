# needs: elasticsearch
import os

from elasticsearch import Elasticsearch

client = Elasticsearch(os.environ["PROOF_ELASTICSEARCH_URL"])
prefix = os.environ["PROOF_PREFIX"]
dynamic, explicit = f"{prefix}-dynamic", f"{prefix}-explicit"
client.indices.create(index=dynamic, settings={"number_of_replicas": 0})
client.index(index=dynamic, id="1", document={"status": "In Progress", "long": "x" * 300}, refresh=True)


def count(query, index=dynamic):
    return client.count(index=index, query=query)["count"]


assert count({"term": {"status": "In Progress"}}) == 0, "term matched analysed text"
assert count({"prefix": {"status": "In Pro"}}) == 0 and count({"match": {"status": "In Progress"}}) == 1
tokens = client.indices.analyze(index=dynamic, field="status", text="In Progress")["tokens"]
assert [token["token"] for token in tokens] == ["in", "progress"]
assert count({"term": {"status": "progress"}}) == 1
assert count({"bool": {"filter": [{"term": {"status.keyword": "In Progress"}}]}}) == 1
assert count({"term": {"status.keyword": {"value": "in progress", "case_insensitive": True}}}) == 1
assert count({"term": {"nosuch.keyword": "x"}}) == 0
assert count({"exists": {"field": "long"}}) == 1 and count({"exists": {"field": "long.keyword"}}) == 0
assert client.explain(index=dynamic, id="1", query={"term": {"status.keyword": "In Progress"}})["matched"] is True

client.indices.create(
    index=explicit,
    settings={"number_of_replicas": 0, "analysis": {"normalizer": {"lower": {"type": "custom", "filter": ["lowercase"]}}}},
    mappings={"properties": {
        "status": {"type": "keyword"},
        "email": {"type": "keyword", "normalizer": "lower"},
        "title": {"type": "text", "fields": {"keyword": {"type": "keyword", "ignore_above": 256}}},
    }},
)
client.index(index=explicit, document={"status": "In Progress", "email": "Ann@Example.org", "title": "Red garden chair"}, refresh=True)
assert count({"term": {"status": "In Progress"}}, explicit) == 1
assert count({"term": {"email": "ANN@example.org"}}, explicit) == 1
assert count({"match": {"title": {"query": "red chair", "operator": "and"}}}, explicit) == 1
assert count({"match": {"title": {"query": "red table", "operator": "and"}}}, explicit) == 0
assert count({"match_phrase": {"title": "red chair"}}, explicit) == 0
