# needs: elasticsearch
import os

from elasticsearch import BadRequestError, Elasticsearch

client = Elasticsearch(os.environ["PROOF_ELASTICSEARCH_URL"])
prefix = os.environ["PROOF_PREFIX"]
bad, good = f"{prefix}-bad", f"{prefix}-good"
many = {f"user_{n}": n for n in range(1001)}
client.indices.create(index=bad, settings={"number_of_replicas": 0})
try:
    client.index(index=bad, document={"scores": many})
    raise SystemExit("accepted")
except BadRequestError as error:
    assert "Limit of total fields [1000] has been exceeded while adding new fields" in str(error.body), error.body
try:
    client.indices.put_mapping(index=bad, properties={name: {"type": "long"} for name in many})
    raise SystemExit("accepted")
except BadRequestError as error:
    assert error.body["error"]["reason"] == "Limit of total fields [1000] has been exceeded", error.body
client.indices.put_settings(index=bad, settings={"index.mapping.total_fields.ignore_dynamic_beyond_limit": True})
client.index(index=bad, id="1", document={"scores": many}, refresh=True)
assert client.search(index=bad)["hits"]["hits"][0]["_ignored"]
client.indices.put_mapping(index=bad, dynamic="false")
before = len(client.field_caps(index=bad, fields="*")["fields"])
client.index(index=bad, document={"another": 1}, refresh=True)
assert len(client.field_caps(index=bad, fields="*")["fields"]) == before

client.indices.create(index=good, settings={"number_of_replicas": 0}, mappings={
    "dynamic": "false",
    "properties": {
        "message": {"type": "text"},
        "labels": {"type": "flattened"},
        "debug": {"type": "object", "enabled": False},
        "scores": {"type": "nested", "properties": {"user": {"type": "keyword"}, "points": {"type": "integer"}}},
    },
})
fields = len(client.field_caps(index=good, fields="*")["fields"])
scores = [{"user": name, "points": n} for name, n in many.items()]
client.index(index=good, document={"labels": {**many, "env": "prod"}, "debug": many, "scores": scores, "other": many}, refresh=True)
assert len(client.field_caps(index=good, fields="*")["fields"]) == fields
for query in ({"term": {"labels.env": "prod"}}, {"exists": {"field": "labels.user_7"}}, {"prefix": {"labels.env": "pr"}},
              {"nested": {"path": "scores", "query": {"bool": {"filter": [{"term": {"scores.user": "user_7"}}, {"range": {"scores.points": {"gte": 7}}}]}}}}):
    assert client.count(index=good, query=query)["count"] == 1, query
