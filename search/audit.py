"""Reading what an index holds, to compare it with what it should hold."""

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from search.client import SearchUnavailable, body, translated_errors

PAGE = 1000
_KEEP_ALIVE = "2m"

_NOT_REMOVED = {"bool": {"must_not": {"term": {"visibility": "removed"}}}}


def versions(client: Elasticsearch, index: str, keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The version of each of `keys` that the index holds; those it doesn't hold are left out. Sees every write.

    Raises SearchUnavailable when it can't be told, as for an index that is gone.
    """
    if not keys:
        return {}
    with translated_errors():
        answer = body(client.options(request_timeout=30).mget(index=index, ids=[str(k) for k in keys], source=False))
    if any("error" in doc for doc in answer["docs"]):
        raise SearchUnavailable(f"{index} can't say what it holds")
    return {uuid.UUID(doc["_id"]): doc["_version"] for doc in answer["docs"] if doc["found"]}


def lacking(client: Elasticsearch, index: str, keys: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Those of `keys` for which the index has no document, not even a tombstone."""
    held = versions(client, index, keys)
    return [key for key in keys if key not in held]


def ids(client: Elasticsearch, index: str) -> Iterator[list[uuid.UUID]]:
    """The ids of all documents, tombstones included, a page at a time, as of the moment this begins."""
    return _pages(client, index, {"match_all": {}})


def findable(client: Elasticsearch, index: str) -> Iterator[list[uuid.UUID]]:
    """The same without the tombstones of what was removed."""
    return _pages(client, index, _NOT_REMOVED)


def delete(client: Elasticsearch, index: str, keys: Sequence[uuid.UUID]) -> None:
    """Remove documents that nothing stands for any more."""
    if keys:
        operations = [{"delete": {"_index": index, "_id": str(key)}} for key in keys]
        with translated_errors():
            client.options(request_timeout=30).bulk(operations=operations, refresh=True)


def _pages(client: Elasticsearch, index: str, query: dict[str, Any]) -> Iterator[list[uuid.UUID]]:
    patient = client.options(request_timeout=30)
    with translated_errors():
        try:
            patient.indices.refresh(index=index)
            pit = body(patient.open_point_in_time(index=index, keep_alive=_KEEP_ALIVE))["id"]
        except NotFoundError:
            return
    after = None
    try:
        while True:
            with translated_errors():
                answer = body(
                    patient.search(
                        pit={"id": pit, "keep_alive": _KEEP_ALIVE},
                        query=query,
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
        with translated_errors():
            patient.options(ignore_status=404).close_point_in_time(id=pit)
