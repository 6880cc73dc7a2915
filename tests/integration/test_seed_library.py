"""The seed library in the product's own index: no two traces alike, and strangers' questions find theirs."""

from itertools import combinations

import pytest
from sqlalchemy import select

from app.indexing.live import LiveIndexCache
from app.retrieval.service import Retrieval
from app.traces.models import Trace
from app.traces.vectors import embed_traces
from app.wiring import Services
from scripts import seed
from scripts.evaluation.asking import ask
from scripts.evaluation.sets import seeds
from scripts.library.files import read_all
from tests.integration.conftest import work

ALIKE = 0.92
"""Cosine from which two traces would answer the same question."""

HIT_3 = 0.95


@pytest.fixture
def loaded(parts: Services) -> Services:
    seed.load_all(parts.database, read_all())
    work(parts)
    return parts


def test_strangers_find_the_trace_in_the_first_three_results(loaded: Services) -> None:
    live = LiveIndexCache(loaded.database, loaded.settings.index_prefix)
    retrieval = Retrieval(loaded.database, loaded.elasticsearch, loaded.embedder, live)
    with loaded.database.reading() as session:
        ids = {row.slug: row.id for row in session.execute(select(Trace.slug, Trace.id))}
    strangers = [each for each in seeds.sets() if each.name in ("seeds-plain", "seeds-errors")]
    queries = [query for each in strangers for query in each.queries()]
    asked = ask(retrieval, queries, ids)
    missed = [f"{next(iter(each.query.relevant))}: {each.query.text}" for each in asked if each.grade.mrr < 1 / 3]
    assert 1 - len(missed) / len(asked) >= HIT_3, "\n".join(missed)


def test_no_two_traces_are_alike(parts: Services) -> None:
    library = read_all()
    texts = [(s.draft.title, s.draft.context_text, s.draft.solution_text) for s in library]
    vectors = embed_traces(parts.embedder, texts)
    cosines = vectors @ vectors.T
    alike = [
        (library[a].slug, library[b].slug, round(float(cosines[a, b]), 3))
        for a, b in combinations(range(len(library)), 2)
        if cosines[a, b] >= ALIKE
    ]
    assert alike == []
