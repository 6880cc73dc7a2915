"""Bulk writes whose every item's result is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch

from search.client import body, translated_errors
from search.documents import Document
from search.generations import write_alias

SMALL_BATCH = 16
"""Up to this many documents somebody is likely to wait for them; more are a load."""


@dataclass(frozen=True)
class Refusal:
    """Why a document wasn't written. `permanent`: the same document will be refused again."""

    reason: str
    permanent: bool


@dataclass(frozen=True)
class Target:
    """An index that is written. Vectors of another space than the embedder's have no place in it."""

    name: str
    takes_vectors: bool


def write(client: Elasticsearch, targets: Sequence[Target], documents: Sequence[Document]) -> list[Refusal | None]:
    """Write each document to each target; one entry per document, None when every one holds it or a newer version.

    A small batch can be searched when this returns, a large one after the index's refresh interval.
    Raises SearchUnavailable when the request as a whole failed.
    """
    operations: list[dict[str, Any]] = []
    for document in documents:
        source = document.source()
        without_vector = {name: value for name, value in source.items() if name != "vector"}
        for target in targets:
            action = {
                "_index": write_alias(target.name),
                "require_alias": True,
                "_id": str(document.id),
                "version": document.index_version,
                "version_type": "external_gte",
            }
            operations += [{"index": action}, source if target.takes_vectors else without_vector]
    if not operations:
        return []
    with translated_errors():
        response = body(
            client.options(request_timeout=30).bulk(
                operations=operations,
                refresh=len(documents) <= SMALL_BATCH,
            )
        )
    results = [item_refusal(item["index"]) for item in response["items"]]
    width = len(targets)
    return [worst(results[at : at + width]) for at in range(0, len(results), width)]


def item_refusal(item: dict[str, Any]) -> Refusal | None:
    status = item["status"]
    if status < 300 or status == 409:  # 409: a newer version is there, which is what we want
        return None
    error = item.get("error", {})
    reason = f"HTTP {status} {error.get('type')}: {error.get('reason')}"
    # Only a document that doesn't fit the mapping is refused for good. A full disk or a missing right can be mended.
    return Refusal(reason, permanent=status == 400)


def worst(results: Sequence[Refusal | None]) -> Refusal | None:
    refusals = [refusal for refusal in results if refusal is not None]
    return max(refusals, key=lambda refusal: refusal.permanent, default=None)
