"""The leg that matches meaning."""

from search.documents import encode_vector
from search.embeddings.protocol import Vectors
from search.query.filters import Clause

NAME = "meaning"


def vector(query: Vectors, filters: list[Clause], boost: float, candidates: int) -> Clause:
    """The `candidates` nearest neighbours within the filters, scored boost * (1 + cosine) / 2."""
    return {
        "knn": {
            "field": "vector",
            "query_vector": encode_vector(query),
            "k": candidates,
            "num_candidates": candidates,
            "filter": filters,
            "boost": boost,
            "_name": NAME,
        }
    }


def cosine(leg_score: float, boost: float) -> float:
    """Cosine, -1..1, from the score that the clause above gave a hit."""
    return max(-1.0, min(1.0, 2 * leg_score / boost - 1))
