"""The evaluation on a corpus of a few traces: it measures what the product does, and sees what a variant changes."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from app.indexing.live import LiveIndexCache
from app.retrieval.service import Live, Retrieval
from app.traces.service import Draft
from app.traces.vectors import Texts
from app.wiring import Services
from scripts.evaluation.asking import ask
from scripts.evaluation.indexes import build
from scripts.evaluation.loading import Ids, contents, store
from scripts.evaluation.model import Corpus, Item, Query
from scripts.evaluation.variants import DocumentSide
from search.embeddings import Embedder, Vectors
from search.query.boosts import PRODUCT
from tests.integration.conftest import work

TEXTS = {
    "pool": ("Pool runs dry", "Requests hang under load", "Close sessions in a with block"),
    "port": ("Port is taken", "The server stops at once", "Find who listens with lsof and stop that"),
    "cache": ("Docker builds are slow", "Each build installs everything", "Copy the lock file first"),
    "again": ("Pool runs dry", "Requests hang under load", "Close sessions in a with block"),
    "flag": ("Rebuild from scratch", "A stale layer stays", "docker build --no-cache."),
}
CORPUS = Corpus("few", lambda: [Item(key, Draft(*text)) for key, text in TEXTS.items()])
QUERIES = [
    Query("requests wait under load until the pool has sessions", frozenset({"pool"}), "plain words"),
    Query("address already in use", frozenset({"port"}), "error line"),
    Query("installing everything on each docker build is slow", frozenset({"cache"}), "plain words"),
    Query("lsof", frozenset({"port"}), "plain words"),
]


@pytest.fixture
def ids(parts: Services) -> Ids:
    return store(parts.database, CORPUS)


def retrieval(parts: Services, live: Live) -> Retrieval:
    return Retrieval(parts.database, parts.elasticsearch, parts.embedder, live)


def test_an_index_of_the_evaluation_answers_as_the_products_does(parts: Services, ids: Ids) -> None:
    work(parts)
    product = retrieval(parts, LiveIndexCache(parts.database, parts.settings.index_prefix))
    index = build(parts, parts.embedder, "few", contents(parts.database, ids), DocumentSide())
    measured = retrieval(parts, index)
    for query in QUERIES:
        wanted = product.search(query.text, (), 10).results
        found = measured.search(query.text, (), 10).results
        assert found[0].hit.id == wanted[0].hit.id
        legs = {each.hit.id: each.hit.matched_by for each in found}
        assert legs == {each.hit.id: each.hit.matched_by for each in wanted}
        # Vectors are rounded to bytes by what a segment holds, and the segments differ.
        scores = {each.hit.id: each.hit.score for each in found}
        assert scores == pytest.approx({each.hit.id: each.hit.score for each in wanted}, rel=0.02)
    grades = [each.grade for each in ask(measured, QUERIES, ids)]
    assert [grade.mrr for grade in grades] == [1, 1, 1, 1]


def test_items_that_say_the_same_are_one_trace(parts: Services, ids: Ids) -> None:
    assert ids["again"] == ids["pool"]
    assert len(contents(parts.database, ids)) == len(TEXTS) - 1


def test_modes_and_rankings_are_measured_apart(parts: Services, ids: Ids) -> None:
    index = build(parts, parts.embedder, "few", contents(parts.database, ids), DocumentSide())
    question = [Query("exhausted lsof", frozenset({"port"}), "plain words")]
    (lexical,) = ask(retrieval(parts, index), question, ids, "lexical")
    (vector,) = ask(retrieval(parts, index), question, ids, "vector")
    assert lexical.found == ("port",)
    assert len(vector.found) == len(TEXTS) - 1
    drowned = Retrieval(
        parts.database, parts.elasticsearch, parts.embedder, index, replace(PRODUCT, vector_boost_base=10_000)
    )
    (heavy,) = ask(drowned, question, ids)
    assert heavy.found == vector.found


def test_another_mapping_is_another_index(parts: Services, ids: Ids) -> None:
    traces = contents(parts.database, ids)
    whole = DocumentSide(mappings={"properties": {"all": {"analyzer": "keyword"}}})
    question = [Query("lsof", frozenset({"port"}), "plain words")]
    usual, split = (build(parts, parts.embedder, "few", traces, side) for side in (DocumentSide(), whole))
    assert [each.found for each in ask(retrieval(parts, usual), question, ids, "lexical")] == [("port",)]
    assert [each.found for each in ask(retrieval(parts, split), question, ids, "lexical")] == [()]


def test_another_text_gives_another_vector(parts: Services, ids: Ids) -> None:
    def backwards(embedder: Embedder, traces: Sequence[Texts]) -> Vectors:
        return embedder.embed([title[::-1] for title, _, _ in traces], "document")

    side = DocumentSide(embedding=backwards)
    traces = contents(parts.database, ids)
    question = [Query("Pool runs dry", frozenset({"pool"}), "plain words")]
    similarities = []
    for each in (DocumentSide(), side):
        index = build(parts, parts.embedder, "few", traces, each)
        found = retrieval(parts, index).search(question[0].text, (), 10, mode="vector").results
        similarities.append({one.hit.id: one.hit.similarity for one in found}[ids["pool"]])
    assert similarities[1] < similarities[0] - 0.1
