"""Which documents are nearest to a vector, and nothing else: no words, no trust, no freshness."""

import uuid

from elasticsearch import BadRequestError, Elasticsearch, NotFoundError

from search.client import SearchUnavailable, body, translated_errors
from search.documents import encode_vector
from search.embeddings.protocol import Vectors
from search.query.filters import filters
from search.query.spec import UNFILTERED

CANDIDATES = 50
"""Looked at per shard; of a graph that is asked for ten, five times as many find practically all of the nearest."""


def nearest(client: Elasticsearch, index: str, vector: Vectors, size: int, timeout_s: float) -> list[uuid.UUID]:
    """Ids of the visible traces nearest in meaning to `vector` (float32 [dim], norm 1), nearest first.

    The order is that of the index's quantised vectors: who needs the cosine computes it. Raises SearchUnavailable.
    """
    knn = {
        "field": "vector",
        "query_vector": encode_vector(vector),
        "k": size,
        "num_candidates": CANDIDATES,
        "filter": filters(UNFILTERED),
    }
    with translated_errors():
        try:
            response = client.options(request_timeout=timeout_s).search(
                index=index, query={"knn": knn}, size=size, source=False, track_total_hits=False
            )
        except (NotFoundError, BadRequestError) as error:
            raise SearchUnavailable(f"the index can't be asked for neighbours: {error}") from error
    return [uuid.UUID(hit["_id"]) for hit in body(response)["hits"]["hits"]]
