# needs: elasticsearch
import os
import threading
from collections.abc import Callable

from elasticsearch import BadRequestError, ConflictError, Elasticsearch

client = Elasticsearch(os.environ["PROOF_ELASTICSEARCH_URL"])
INDEX = os.environ["PROOF_PREFIX"] + "-products"


def change(client: Elasticsearch, doc_id: str, edit: Callable[[dict], dict], attempts: int = 5) -> None:
    for attempt in range(1, attempts + 1):
        found = client.get(index=INDEX, id=doc_id)
        try:
            client.index(
                index=INDEX,
                id=doc_id,
                document=edit(found["_source"]),
                if_seq_no=found["_seq_no"],
                if_primary_term=found["_primary_term"],
            )
            return
        except ConflictError:
            if attempt == attempts:
                raise


def sync(client: Elasticsearch, row: dict) -> None:
    client.options(ignore_status=409).index(
        index=INDEX, id=row["id"], document=row, version=row["version"], version_type="external"
    )


def conflict(call, text):
    try:
        call()
    except ConflictError as error:
        assert error.status_code == 409 and "version_conflict_engine_exception" in str(error) and text in str(error), error
    else:
        raise SystemExit("no conflict: " + text)


client.indices.create(index=INDEX, settings={"number_of_replicas": 0})
client.index(index=INDEX, id="1", document={"n": 0})
client.index(index=INDEX, id="1", document={"n": 0})
conflict(lambda: client.index(index=INDEX, id="1", document={}, if_seq_no=0, if_primary_term=1),
         "[1]: version conflict, required seqNo [0], primary term [1]. current document has seqNo [1] and primary term [1]")
conflict(lambda: client.create(index=INDEX, id="1", document={}), "[1]: version conflict, document already exists (current version [2])")
conflict(lambda: client.index(index=INDEX, id="1", document={}, version=1, version_type="external"),
         "[1]: version conflict, current version [2] is higher or equal to the one provided [1]")
try:
    client.index(index=INDEX, id="1", document={}, version=2)
    raise SystemExit("internal version accepted")
except BadRequestError:
    pass


def threads(work):
    workers = [threading.Thread(target=work) for _ in range(4)]
    [w.start() for w in workers]
    [w.join() for w in workers]


def add(source):
    return {"n": source["n"] + 1}


threads(lambda: [change(client, "1", add, attempts=200) for _ in range(10)])
assert client.get(index=INDEX, id="1")["_source"] == {"n": 40}, "an update was lost"
seen = []


def updates(**options):
    def work():
        for n in range(25):
            try:
                client.update(index=INDEX, id="1", doc={"x": f"{threading.get_ident()}-{n}"}, **options)
            except ConflictError as error:
                seen.append(error)
    return work


for _ in range(10):
    threads(updates())
    if seen:
        break
assert seen, "plain updates never met"
seen.clear()
threads(updates(retry_on_conflict=200))
assert not seen, seen
sync(client, {"id": "9", "version": 7, "name": "new"})
sync(client, {"id": "9", "version": 6, "name": "old"})
assert client.get(index=INDEX, id="9")["_source"]["name"] == "new"
client.indices.refresh(index=INDEX)
assert "_seq_no" in client.search(index=INDEX, seq_no_primary_term=True)["hits"]["hits"][0]
