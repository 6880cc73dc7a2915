# needs: elasticsearch
import os

from elasticsearch import BadRequestError, Elasticsearch

client = Elasticsearch(os.environ["PROOF_ELASTICSEARCH_URL"])
prefix = os.environ["PROOF_PREFIX"]
old, new, alias = f"{prefix}-products", f"{prefix}-products-v2", f"{prefix}-products"
client.indices.create(index=old, settings={"number_of_replicas": 0})


def fails(call, *texts):
    try:
        call()
    except BadRequestError as error:
        assert all(text in str(error.body) for text in texts), error.body
    else:
        raise SystemExit(f"accepted: {texts}")


client.index(index=old, id="0", document={"price": 12, "user": {"id": 1}, "day": "2026-11-21"}, refresh=True)
fails(lambda: client.index(index=old, id="1", document={"price": "cheap"}), "document_parsing_exception",
      "failed to parse field [price] of type [long] in document with id '1'. Preview of field's value: 'cheap'")
fails(lambda: client.index(index=old, id="1", document={"user": "ann"}), "object mapping for [user] tried to parse field [user] as object, but found a concrete value")
fails(lambda: client.index(index=old, id="1", document={"day": "unknown"}), "failed to parse field [day] of type [date]")
fails(lambda: client.indices.put_mapping(index=old, properties={"price": {"type": "text"}}), "mapper [price] cannot be changed from type [long] to [text]")
client.index(index=old, id="2", document={"price": 12.7}, refresh=True)
assert client.count(index=old, query={"term": {"price": 12}})["count"] == 2, "decimals were kept"

properties = {"name": {"type": "text"}, "price": {"type": "double", "ignore_malformed": True}}
client.indices.create(index=new, settings={"number_of_replicas": 0}, mappings={"dynamic": "strict", "properties": properties})
# (the reindex module may be missing in a stripped distribution; copy by hand)
for hit in client.search(index=old)["hits"]["hits"]:
    client.index(index=new, id=hit["_id"], document={"price": hit["_source"]["price"]})
client.indices.update_aliases(actions=[{"remove_index": {"index": old}}, {"add": {"index": new, "alias": alias, "is_write_index": True}}])
client.indices.refresh(index=alias)
assert client.count(index=alias, query={"term": {"price": 12.7}})["count"] == 1 and client.count(index=alias)["count"] == 2
client.index(index=alias, id="1", document={"price": "cheap"}, refresh=True)
assert client.search(index=alias, query={"ids": {"values": ["1"]}})["hits"]["hits"][0]["_ignored"] == ["price"]
fails(lambda: client.index(index=alias, document={"other": 1}), "strict_dynamic_mapping_exception")
