"""The best hits in the order of a model that reads question and trace together, where one is configured."""

from collections.abc import Sequence
from dataclasses import replace

from app.core.db import Database
from app.core.logging import get_logger
from app.core.metrics import RERANKS
from app.retrieval.paging import Position
from app.traces import reading
from app.traces.rules import embedding_text
from search.explain import Explanation
from search.rerank import Reranker, RerankUnavailable
from search.results import Hit

log = get_logger(__name__)

MOST = 50
"""Hits looked at again for each page: as many as a page can have, so that no page mixes two kinds of scores."""


class Reranking:
    """One per process; safe to share between threads."""

    def __init__(self, database: Database, reranker: Reranker) -> None:
        self._database = database
        self._reranker = reranker

    def ordered(self, question: str, hits: Sequence[Hit], position: Position) -> list[Hit]:
        """All of the explained hits, first those of no earlier page, by their new relevance x trust x freshness.

        In the order that they have where the model can't be asked. It sees only what Postgres lets be seen.
        """
        fresh = [hit for hit in hits if not position.has_shown(hit.id)][:MOST]
        with self._database.reading() as session:
            seen = reading.searchable(session, [hit.id for hit in fresh], MOST)
        asked = [hit for hit in fresh if hit.id in seen]
        try:
            scores = self._reranker.relevance(question, [_text(seen[hit.id]) for hit in asked])
        except RerankUnavailable as error:
            log.warning("rerank_unavailable", error=str(error))
            RERANKS.labels("failed").inc()
            return list(hits)
        RERANKS.labels("done").inc()
        placed = sorted((_scored(hit, score) for hit, score in zip(asked, scores, strict=True)), key=_descending)
        ids = {hit.id for hit in placed}
        return [*placed, *(hit for hit in hits if hit.id not in ids)]


def _text(trace: reading.View) -> str:
    return embedding_text(trace["title"], trace["context_text"], trace["solution_text"])


def _scored(hit: Hit, relevance: float) -> Hit:
    if hit.explanation is None:
        raise ValueError("a hit without what its trust and its age count can't be weighed anew")
    made = Explanation({"rerank": relevance}, hit.explanation.trust_factor, hit.explanation.freshness)
    return replace(hit, score=made.score, explanation=made)


def _descending(hit: Hit) -> float:
    return -hit.score
