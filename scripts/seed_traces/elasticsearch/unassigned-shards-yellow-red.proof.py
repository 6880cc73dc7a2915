# needs: elasticsearch
import os

from elasticsearch import Elasticsearch

client = Elasticsearch(os.environ["PROOF_ELASTICSEARCH_URL"])
index = os.environ["PROOF_PREFIX"] + "-one"
nodes = client.cluster.health()["number_of_data_nodes"]


def status():
    return client.cluster.health(index=index, timeout="5s", wait_for_no_initializing_shards=True)


client.indices.create(index=index, settings={"number_of_replicas": nodes})  # more copies than nodes
assert status()["status"] == "yellow" and status()["unassigned_shards"] == 1, status()
explained = client.cluster.allocation_explain(index=index, shard=0, primary=False)
deciders = [d for node in explained["node_allocation_decisions"] for d in node["deciders"]]
assert any(d["decider"] == "same_shard" and "a copy of this shard is already allocated to this node" in d["explanation"] for d in deciders), deciders
client.indices.put_settings(index=index, settings={"index": {"number_of_replicas": nodes - 1}})
assert status()["status"] == "green" and status()["unassigned_shards"] == 0
client.indices.put_settings(index=index, settings={"index": {"auto_expand_replicas": "0-1"}})
assert status()["status"] == "green"

red = os.environ["PROOF_PREFIX"] + "-red"
client.indices.create(index=red, wait_for_active_shards="0", settings={"number_of_replicas": 0, "index.routing.allocation.require.box": "missing"})
assert client.cluster.health(index=red)["status"] == "red"
explained = client.cluster.allocation_explain(index=red, shard=0, primary=True)
deciders = [d for node in explained["node_allocation_decisions"] for d in node["deciders"]]
assert any(d["decider"] == "filter" and "node does not match index setting [index.routing.allocation.require]" in d["explanation"] for d in deciders), deciders
client.indices.put_settings(index=red, settings={"index.routing.allocation.require.box": None})
assert client.cluster.health(index=red, wait_for_status="green", timeout="10s")["status"] == "green"
