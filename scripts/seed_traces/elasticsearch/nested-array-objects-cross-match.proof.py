# needs: elasticsearch
import os

from elasticsearch import BadRequestError, Elasticsearch

client = Elasticsearch(os.environ["PROOF_ELASTICSEARCH_URL"])
prefix = os.environ["PROOF_PREFIX"]
flat, good = f"{prefix}-flat", f"{prefix}-good"
document = {"name": "shirt", "variants": [{"color": "red", "size": "S", "stock": 1}, {"color": "blue", "size": "L", "stock": 9}]}
fields = {"color": {"type": "keyword"}, "size": {"type": "keyword"}, "stock": {"type": "integer"}}


def both(color, size):
    return {"bool": {"filter": [{"term": {"variants.color": color}}, {"term": {"variants.size": size}}]}}


def nested(query):
    return {"nested": {"path": "variants", "query": query, "inner_hits": {}}}


def count(index, query):
    return client.search(index=index, query=query)["hits"]["total"]["value"]


def fails(call, text):
    try:
        call()
    except BadRequestError as error:
        assert text in str(error.body), error.body
    else:
        raise SystemExit("accepted: " + text)


client.indices.create(index=flat, settings={"number_of_replicas": 0}, mappings={"properties": {"variants": {"properties": fields}}})
client.index(index=flat, document=document, refresh=True)
assert count(flat, both("red", "L")) == 1, "no cross match"
fails(lambda: count(flat, nested(both("red", "L"))), "[nested] failed to find nested object under path [variants]")
fails(lambda: client.indices.put_mapping(index=flat, properties={"variants": {"type": "nested", "properties": fields}}), "can't merge a non-nested mapping [variants] with a nested mapping")

client.indices.create(index=good, settings={"number_of_replicas": 0}, mappings={"properties": {"name": {"type": "text"}, "variants": {"type": "nested", "properties": fields}}})
client.index(index=good, document=document, refresh=True)
assert count(good, nested(both("red", "L"))) == 0 and count(good, nested(both("red", "S"))) == 1
hit = client.search(index=good, query=nested(both("red", "S")))["hits"]["hits"][0]
assert [h["_source"]["size"] for h in hit["inner_hits"]["variants"]["hits"]["hits"]] == ["S"]
red, large = ({"nested": {"path": "variants", "query": {"term": {f"variants.{k}": v}}}} for k, v in (("color", "red"), ("size", "L")))
assert count(good, {"bool": {"filter": [red, large]}}) == 1  # two separate ones: the old mistake
assert count(good, {"term": {"variants.color": "red"}}) == 0
assert count(good, {"bool": {"must_not": [red]}}) == 0
assert count(good, {"nested": {"path": "variants", "query": {"bool": {"must_not": [{"term": {"variants.color": "red"}}]}}}}) == 1
assert client.search(index=good, sort=[{"variants.stock": {"order": "desc", "nested": {"path": "variants"}}}])["hits"]["hits"][0]["sort"] == [9]
aggs = client.search(index=good, size=0, aggs={"variants": {"nested": {"path": "variants"}, "aggs": {"colors": {"terms": {"field": "variants.color"}, "aggs": {"products": {"reverse_nested": {}}}}}}})["aggregations"]
assert aggs["variants"]["doc_count"] == 2 and {b["key"]: b["products"]["doc_count"] for b in aggs["variants"]["colors"]["buckets"]} == {"red": 1, "blue": 1}
