"""Put questions to the product's own search and see where the answers come."""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.retrieval.service import Retrieval
from scripts.evaluation.loading import Ids
from scripts.evaluation.metrics import DEPTH, Grade, grade
from scripts.evaluation.model import Query
from search.query.spec import Mode


@dataclass(frozen=True)
class Asked:
    """One question, what came first (keys, best first), its grade, and the seconds that the search took."""

    query: Query
    found: tuple[str, ...]
    grade: Grade
    seconds: float


def ask(retrieval: Retrieval, queries: Sequence[Query], ids: Ids, mode: Mode = "hybrid") -> list[Asked]:
    """Each question with what the search makes of it, in order. Raises Unavailable when the index can't be asked.

    The time is that of `Retrieval.search`: the request to Elasticsearch and the rows of Postgres. Have the questions
    embedded before, or it counts that too.
    """
    keys = _keys(ids)
    return [_ask(retrieval, query, ids, keys, mode) for query in queries]


def _ask(retrieval: Retrieval, query: Query, ids: Ids, keys: dict[uuid.UUID, str], mode: Mode) -> Asked:
    started = time.perf_counter()
    answer = retrieval.search(query.text, query.tags, DEPTH, mode=mode)
    seconds = time.perf_counter() - started
    found = [each.hit.id for each in answer.results]
    relevant = {ids[key] for key in query.relevant}
    return Asked(query, tuple(keys.get(each, str(each)) for each in found), grade(found, relevant), seconds)


def _keys(ids: Ids) -> dict[uuid.UUID, str]:
    """A key for each trace; of items with the same content, the first."""
    keys: dict[uuid.UUID, str] = {}
    for key, trace_id in ids.items():
        keys.setdefault(trace_id, key)
    return keys
