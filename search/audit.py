"""Reading what an index holds, to compare it with what it should hold."""

import uuid
from collections.abc import Iterator, Sequence

from elasticsearch import Elasticsearch, NotFoundError

from search.client import body, translated_errors

PAGE = 1000


def versions(client: Elasticsearch, index: str, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The version of each of `ids` that the index holds; those it doesn't hold are left out. Sees every write."""
    if not ids:
        return {}
    with translated_errors():
        try:
            answer = client.options(request_timeout=30).mget(index=index, ids=[str(i) for i in ids], source=False)
        except NotFoundError:
            return {}
    return {uuid.UUID(doc["_id"]): doc["_version"] for doc in body(answer)["docs"] if doc.get("found")}


def findable(client: Elasticsearch, index: str) -> Iterator[list[uuid.UUID]]:
    """The ids of all documents that aren't tombstones, a page at a time, as of the moment this begins."""
    patient = client.options(request_timeout=30)
    with translated_errors():
        patient.indices.refresh(index=index)
        pit = body(patient.open_point_in_time(index=index, keep_alive="2m"))["id"]
    after = None
    try:
        while True:
            with translated_errors():
                answer = body(
                    patient.search(
                        pit={"id": pit, "keep_alive": "2m"},
                        query={"bool": {"must_not": {"term": {"visibility": "removed"}}}},
                        sort=["_shard_doc"],
                        search_after=after,
                        size=PAGE,
                        source=False,
                        track_total_hits=False,
                    )
                )
            hits = answer["hits"]["hits"]
            if not hits:
                return
            pit, after = answer["pit_id"], hits[-1]["sort"]
            yield [uuid.UUID(hit["_id"]) for hit in hits]
    finally:
        patient.close_point_in_time(id=pit)


def delete(client: Elasticsearch, index: str, ids: Sequence[uuid.UUID]) -> None:
    """Remove documents that nothing stands for any more."""
    if ids:
        with translated_errors():
            client.options(request_timeout=30).bulk(
                operations=[{"delete": {"_index": index, "_id": str(i)}} for i in ids], refresh=True
            )
