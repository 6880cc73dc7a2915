"""A second look at the best hits: the real package against a server that speaks its wire format, on the real index."""

import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from app import create_app
from app.core.errors import ConfigurationError
from app.retrieval.question import Aside, question
from app.retrieval.reranking import Reranking
from app.retrieval.service import Retrieval
from app.traces import rules
from app.traces import service as traces
from app.wiring import Services, wire
from search.hosted import CohereCalls
from search.rerank import RerankUnavailable
from search.rerank.cohere import MOST_CHARACTERS, CohereReranker
from tests.integration.cohere_server import CohereServer, server
from tests.integration.conftest import work
from tests.integration.searching import ids, retrieval, submitter

__all__ = ["server"]

MODEL = "rerank-v3.5"
Q = "the broker forgets consumers"
Scores = Callable[[str], float]


@pytest.fixture
def calls(server: CohereServer) -> Iterator[CohereCalls]:
    made = CohereCalls("a-key", server.url, timeout_s=0.5)
    yield made
    made.close()


@pytest.fixture
def reranker(calls: CohereCalls) -> CohereReranker:
    return CohereReranker(calls, MODEL)


@pytest.fixture
def library(parts: Services, contributor: uuid.UUID) -> dict[int, uuid.UUID]:
    """Eight traces about the question, by their numbers."""
    submit = submitter(parts, contributor)
    made = {
        n: submit({}, title=f"The broker forgets consumers, case {n}", solution_text=f"Look at part {n * n}.")
        for n in range(8)
    }
    work(parts)
    return made


def scoring(server: CohereServer, score: Scores) -> None:
    def respond(_path: str, body: dict[str, Any]) -> Any:
        results = [{"index": n, "relevance_score": score(text)} for n, text in enumerate(body["documents"])]
        return {"id": "1", "results": results[::-1]}

    server.respond = respond


def by_number(text: str) -> float:
    return (1 + 3 * int(text.split("case ")[1][0]) % 8) / 10


BY_NUMBER = sorted(range(8), key=lambda n: -(3 * n % 8))


def reranked(parts: Services, reranker: CohereReranker) -> Retrieval:
    plain = retrieval(parts)
    return Retrieval(
        parts.database, parts.elasticsearch, parts.embedder, plain._live, reranking=Reranking(parts.database, reranker)
    )


def test_each_text_gets_its_own_score(server: CohereServer, reranker: CohereReranker) -> None:
    assert reranker.relevance("a b", ["a", "x", "b a", "y" * 2 * MOST_CHARACTERS]) == [0.5, 0.0, 1.0, 0.0]
    (asked,) = server.asked
    assert (asked.path, asked.authorization) == ("/v2/rerank", "Bearer a-key")
    assert (asked.body["model"], asked.body["query"]) == (MODEL, "a b")
    assert [len(text) for text in asked.body["documents"]] == [1, 1, 3, MOST_CHARACTERS]
    assert reranker.relevance("a b", []) == []
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "results",
    [
        None,
        "what",
        [],
        [{"index": 0, "relevance_score": 0.5}],
        [{"index": 0, "relevance_score": 0.5}, {"index": 0, "relevance_score": 0.4}],
        [{"index": 1, "relevance_score": 0.5}, {"index": 2, "relevance_score": 0.4}],
        [{"index": 0, "relevance_score": "high"}, {"index": 1, "relevance_score": 0.4}],
    ],
    ids=["nothing", "text", "none", "too few", "twice", "out of range", "words"],
)
def test_an_answer_that_is_not_what_was_asked_for(server: CohereServer, reranker: CohereReranker, results: Any) -> None:
    server.respond = lambda _path, _body: {"id": "1", "results": results}
    with pytest.raises(RerankUnavailable, match="answered"):
        reranker.relevance("a", ["a", "b"])


def test_hits_come_in_the_new_order_page_by_page(
    parts: Services, library: dict[int, uuid.UUID], server: CohereServer, reranker: CohereReranker
) -> None:
    scoring(server, by_number)
    searching, found, position = reranked(parts, reranker), [], None
    for _ in range(3):
        answer = searching.answer(question(Q), 3, position, Aside(explain=True))
        found += answer.results
        position = answer.next
    assert position is None
    assert [one.hit.id for one in found] == [library[n] for n in BY_NUMBER]
    for one in found:
        assert one.why is not None
        assert one.why.explanation.parts.keys() == {"rerank"}
        assert one.why.explanation.score == one.hit.score
    assert found[0].why is not None
    assert "more by rerank" in found[0].why.reason
    # What an earlier page showed isn't looked at again.
    assert [len(body["documents"]) for body in server.bodies()] == [8, 5, 2]


def test_nothing_is_explained_that_was_not_asked_for(
    parts: Services, library: dict[int, uuid.UUID], server: CohereServer, reranker: CohereReranker
) -> None:
    scoring(server, by_number)
    results = reranked(parts, reranker).answer(question(Q), 8).results
    assert len(results) == len(library)
    assert {one.why for one in results} == {None}


def test_trust_orders_what_is_as_relevant(
    parts: Services, contributor: uuid.UUID, server: CohereServer, reranker: CohereReranker
) -> None:
    submit = submitter(parts, contributor)
    order = [
        submit({"trust_score": trust}, title=f"The broker forgets consumers: {word}", solution_text=word)
        for trust, word in ((0.9, "restart it"), (0.0, "wait for it"), (-0.9, "delete everything"))
    ]
    work(parts)
    scoring(server, lambda _text: 0.5)
    assert ids(reranked(parts, reranker).answer(question(Q), 3)) == order


def test_what_may_not_be_seen_is_not_sent(
    parts: Services, library: dict[int, uuid.UUID], server: CohereServer, reranker: CohereReranker
) -> None:
    with parts.database.transaction() as session:
        traces.set_visibility(session, library[3], rules.UNDER_REVIEW)
    found = ids(reranked(parts, reranker).answer(question(Q), 8))
    assert set(found) == set(library.values()) - {library[3]}
    assert len(server.bodies()[0]["documents"]) == 7
    assert "case 3" not in str(server.bodies())


@pytest.mark.parametrize("failure", ["hangs", "refuses"])
def test_without_it_the_search_keeps_its_own_order(
    parts: Services, library: dict[int, uuid.UUID], server: CohereServer, reranker: CohereReranker, failure: str
) -> None:
    if failure == "hangs":
        server.hung.set()
    else:
        server.answers = [(401, {}, {"message": "no"})]
    searching = reranked(parts, reranker)
    began = time.monotonic()
    answer = searching.answer(question(Q), 8)
    assert time.monotonic() - began < 3
    assert ids(answer) == ids(retrieval(parts).answer(question(Q), 8))
    assert not answer.degraded
    assert len(answer.results) == len(library)


@pytest.mark.usefixtures("library")
def test_a_listing_is_not_looked_at_again(parts: Services, server: CohereServer, reranker: CohereReranker) -> None:
    searching = reranked(parts, reranker)
    assert searching.answer(question(Q, sort="newest"), 5).results
    assert searching.answer(question(None, ("python",)), 5).results
    assert server.asked == []


@pytest.mark.usefixtures("library")
def test_it_is_a_setting(parts: Services, server: CohereServer) -> None:
    own = {"rerank_model": MODEL, "cohere_base_url": server.url, "cohere_api_key": SecretStr("a-key")}
    with pytest.raises(ConfigurationError, match="COHERE_API_KEY: needed by RERANK_MODEL"):
        wire(parts.settings.model_copy(update={**own, "cohere_api_key": None}))
    scoring(server, by_number)
    services = wire(parts.settings.model_copy(update=own))
    client = create_app(services).test_client()
    key = client.post("/api/v1/keys", json={}).json["api_key"]
    answer = client.post("/api/v1/traces/search", json={"q": Q, "limit": 4}, headers={"X-API-Key": key}).json
    assert [one["title"][-1] for one in answer["results"]] == [str(n) for n in BY_NUMBER[:4]]
    scores = [one["combined_score"] for one in answer["results"]]
    assert scores == sorted(scores, reverse=True)
    services.close()
