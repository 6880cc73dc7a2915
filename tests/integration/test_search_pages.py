"""Paging over the real index: nothing lost, nothing twice, whatever is hidden."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from app.retrieval.answers import Answer
from app.retrieval.question import Question, question
from app.retrieval.service import Retrieval
from app.traces import rules
from app.traces import service as traces
from app.wiring import Services
from search.embeddings import NullEmbedder
from search.query.spec import Filters, Sort
from tests.integration.conftest import with_embedder, work
from tests.integration.searching import Submit, ids, retrieval, submitter

NOW = datetime.now(UTC)
TAGGED = Filters(tags=("python",))
ORDERS: list[tuple[str | None, Sort]] = [
    ("pool runs dry", "relevance"),
    ("pool runs dry", "newest"),
    ("pool runs dry", "trust"),
    (None, "newest"),
    (None, "relevance"),
]


@pytest.fixture
def submit(parts: Services, contributor: uuid.UUID) -> Submit:
    return submitter(parts, contributor)


def pages(searching: Retrieval, asked: Question | None, limit: int) -> Iterator[Answer]:
    position = None
    while True:
        answer = searching.answer(asked, limit, position)
        yield answer
        if answer.next is None:
            return
        position = answer.next


def hide(parts: Services, *hidden: uuid.UUID, visibility: str = rules.QUARANTINED) -> None:
    with parts.database.transaction() as session:
        for trace_id in hidden:
            traces.set_visibility(session, trace_id, visibility)


def many(submit: Submit, count: int) -> list[uuid.UUID]:
    """Traces of some, often the same, trust and date."""
    return [
        submit(
            {"trust_score": (n % 3) / 4, "created_at": NOW - timedelta(days=n % 5)},
            title=f"Pool runs dry, variant {n}",
        )
        for n in range(count)
    ]


def test_pages_hold_everything_once_with_hits_hidden_before_and_between(parts: Services, submit: Submit) -> None:
    made = many(submit, 40)
    work(parts)
    searching = retrieval(parts)
    hidden = [*made[:6], made[11], made[39]]
    hide(parts, *hidden)
    shown = set(made) - set(hidden)
    for q, sort in ORDERS:
        asked = question(q, filters=TAGGED, sort=sort)
        whole = ids(searching.answer(asked, 50))
        assert set(whole) == shown
        for limit in (1, 7, 16):
            paged = [trace_id for page in pages(searching, asked, limit) for trace_id in ids(page)]
            assert paged == whole, (q, sort, limit)


@pytest.mark.parametrize(("q", "sort"), ORDERS)
def test_what_is_hidden_or_shown_again_between_pages_moves_nothing_else(
    parts: Services, submit: Submit, q: str | None, sort: Sort
) -> None:
    made = many(submit, 24)
    work(parts)
    searching = retrieval(parts)
    asked = question(q, filters=TAGGED, sort=sort)
    whole = ids(searching.answer(asked, 50))
    assert set(whole) == set(made)
    walk = pages(searching, asked, 8)
    first = ids(next(walk))
    hide(parts, whole[0], whole[5], whole[9], whole[20])
    second = ids(next(walk))
    hide(parts, whole[20], visibility=rules.VISIBLE)
    third = [trace_id for page in walk for trace_id in ids(page)]
    assert first == whole[:8]
    assert second + third == [each for each in whole[8:] if each != whole[9]]


def test_a_trace_made_between_pages_repeats_nothing(parts: Services, submit: Submit) -> None:
    many(submit, 20)
    work(parts)
    searching = retrieval(parts)
    asked = question("pool runs dry, and how", filters=TAGGED)
    whole = ids(searching.answer(asked, 50))
    walk = pages(searching, asked, 5)
    seen = ids(next(walk))
    made = [submit(title=f"Pool runs dry, and how {n}", columns={"trust_score": 1.0}) for n in range(3)]
    work(parts)
    seen += [trace_id for page in walk for trace_id in ids(page)]
    assert len(seen) == len(set(seen))
    assert set(seen) == {*whole, *made}


def test_many_hidden_in_a_row_end_a_page_early_and_lose_nothing(parts: Services, submit: Submit) -> None:
    made = [submit({"created_at": NOW - timedelta(minutes=n)}, title=f"Pool {n}") for n in range(230)]
    work(with_embedder(parts, NullEmbedder()))
    hide(parts, *made[2:215])
    searching = retrieval(parts)
    asked = question(None, filters=TAGGED, sort="newest")
    walked = [ids(page) for page in pages(searching, asked, 5)]
    assert [trace_id for page in walked for trace_id in page] == made[:2] + made[215:]


def test_relevance_ends_with_its_window_and_says_so(parts: Services, submit: Submit) -> None:
    for n in range(210):
        submit(title=f"Pool {n}", context_text=f"Requests hang {n}", solution_text=f"Close {n}")
    work(with_embedder(parts, NullEmbedder()))
    searching = retrieval(parts, embedder=NullEmbedder())
    walked = [trace_id for page in pages(searching, question("pool"), 50) for trace_id in ids(page)]
    assert len(walked) == len(set(walked)) == 200
