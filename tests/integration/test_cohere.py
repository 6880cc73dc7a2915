"""Cohere as the embedder: the real package against a server that speaks its wire format."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr
from sqlalchemy import select

from app import create_app
from app.core.errors import ConfigurationError
from app.core.settings import Settings
from app.indexing import service as indexing
from app.traces.models import Embedding
from app.wiring import Services, wire
from search.embeddings import EmbedderUnavailable
from search.embeddings.cohere import BATCH, CohereEmbedder
from search.embeddings.documents import RECIPE
from search.hosted import CohereCalls
from tests.integration.cohere_server import CohereServer, server
from tests.integration.conftest import work

__all__ = ["server"]

KEY = "the-key-that-nobody-may-read"

Calls = Callable[[float], CohereCalls]
"""Makes one with a time limit in seconds, closed after the test."""


@pytest.fixture
def calls(server: CohereServer) -> Iterator[Calls]:
    with ExitStack() as made:

        def make(timeout_s: float) -> CohereCalls:
            new = CohereCalls(KEY, server.url, timeout_s=timeout_s)
            made.callback(new.close)
            return new

        yield make


def embedder(calls: Calls, timeout_s: float = 5.0) -> CohereEmbedder:
    return CohereEmbedder(calls(timeout_s), dim=256)


def test_texts_go_in_batches_and_come_back_in_order(server: CohereServer, calls: Calls) -> None:
    texts = [f"text number {n}" for n in range(2 * BATCH + 1)]
    made = embedder(calls).embed(texts, "document")
    backwards = embedder(calls).embed(texts[::-1], "document")

    assert [len(body["texts"]) for body in server.bodies()[:3]] == [BATCH, BATCH, 1]
    assert made.shape == (len(texts), 256)
    assert made.dtype == np.float32
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-6)
    assert np.allclose(made, backwards[::-1])
    assert len({row.tobytes() for row in made}) == len(texts)


def test_the_service_is_told_what_a_text_is_for(server: CohereServer, calls: Calls) -> None:
    cohere = embedder(calls)
    cohere.embed(["a"], "query")
    cohere.embed(["a"], "document")
    query, document = server.bodies()
    assert (query["input_type"], document["input_type"]) == ("search_query", "search_document")
    assert query | {"input_type": ""} == {
        "model": "embed-v4.0",
        "texts": ["a"],
        "input_type": "",
        "embedding_types": ["float"],
        "output_dimension": 256,
        "max_tokens": 8192,
        "truncate": "END",
    }
    assert {each.authorization for each in server.asked} == {f"Bearer {KEY}"}
    assert {each.path for each in server.asked} == {"/v2/embed"}


def test_a_model_of_one_length_is_not_asked_for_another(server: CohereServer, calls: Calls) -> None:
    made = CohereEmbedder(calls(5), "embed-english-v3.0").embed(["a"], "query")
    assert made.shape == (1, 1024)
    assert server.bodies()[0].keys() & {"output_dimension", "max_tokens"} == set()


def test_no_text_asks_nothing(server: CohereServer, calls: Calls) -> None:
    assert embedder(calls).embed([], "query").shape == (0, 256)
    assert server.asked == []


@pytest.mark.parametrize("status", [429, 503])
def test_what_may_pass_is_tried_again_after_a_pause(server: CohereServer, calls: Calls, status: int) -> None:
    server.answers = [(status, {}, {"message": "later"}), (status, {}, {"message": "later"})]
    assert embedder(calls).embed(["a"], "query").shape == (1, 256)
    first, second, third = (each.at for each in server.asked)
    assert second - first > 0.2
    assert third - second > 0.4


def test_the_service_says_how_long_to_wait(server: CohereServer, calls: Calls) -> None:
    server.answers = [(429, {"Retry-After": "1"}, {"message": "later"})]
    embedder(calls).embed(["a"], "query")
    first, second = (each.at for each in server.asked)
    assert second - first >= 1.0


def test_longer_than_there_is_time_is_not_waited_for(server: CohereServer, calls: Calls) -> None:
    server.answers = [(429, {"Retry-After": "60"}, {"message": "later"})]
    began = time.monotonic()
    with pytest.raises(EmbedderUnavailable, match="429: later"):
        embedder(calls).embed(["a"], "query")
    assert time.monotonic() - began < 1
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_what_stays_is_not_tried_again_and_tells_no_secret(server: CohereServer, calls: Calls, status: int) -> None:
    server.answers = [(status, {}, {"message": "no"})]
    with pytest.raises(EmbedderUnavailable, match=f"HTTP {status}: no") as caught:
        embedder(calls).embed(["a text of somebody"], "query")
    assert len(server.asked) == 1
    assert KEY not in str(caught.value)
    assert "somebody" not in str(caught.value)


def test_all_tries_together_keep_to_the_time(server: CohereServer, calls: Calls) -> None:
    server.answers = [(503, {}, {})] * 50
    began = time.monotonic()
    with pytest.raises(EmbedderUnavailable, match="503"):
        embedder(calls, timeout_s=1.0).embed(["a"], "query")
    assert time.monotonic() - began < 1.3
    assert len(server.asked) >= 2


def test_a_service_that_hangs_is_not_waited_for(server: CohereServer, calls: Calls) -> None:
    server.hung.set()
    began = time.monotonic()
    with pytest.raises(EmbedderUnavailable, match="can't be reached"):
        embedder(calls, timeout_s=0.5).embed(["a"], "query")
    assert time.monotonic() - began < 1.0


def test_a_service_that_is_not_there() -> None:
    nowhere = CohereCalls(KEY, "http://127.0.0.1:9", timeout_s=0.5)
    with pytest.raises(EmbedderUnavailable, match="can't be reached"):
        CohereEmbedder(nowhere).embed(["a"], "query")
    nowhere.close()


def test_after_failures_in_a_row_it_is_left_alone(server: CohereServer, calls: Calls) -> None:
    server.answers = [(401, {}, {"message": "no"})] * 5
    cohere = embedder(calls)
    for _ in range(5):
        with pytest.raises(EmbedderUnavailable):
            cohere.embed(["a"], "query")
    with pytest.raises(EmbedderUnavailable, match="isn't asked"):
        cohere.embed(["a"], "query")
    assert len(server.asked) == 5


@pytest.mark.parametrize(
    "vectors",
    [
        [[1.0] * 256],
        [[1.0] * 255] * 2,
        [[1.0] * 256, [1.0] * 3],
        [[0.0] * 256] * 2,
        [[float("nan")] * 256] * 2,
        [["x"] * 256] * 2,
        None,
        "what",
    ],
    ids=["too few", "too short", "ragged", "no direction", "not a number", "words", "nothing", "text"],
)
def test_an_answer_that_is_not_what_was_asked_for(server: CohereServer, calls: Calls, vectors: Any) -> None:
    server.respond = lambda _path, _body: {"id": "1", "embeddings": {"float": vectors}, "texts": []}
    with pytest.raises(EmbedderUnavailable, match="answered"):
        embedder(calls).embed(["a", "b"], "document")


@pytest.mark.parametrize("answer", [{}, {"embeddings": None}, {"embeddings": []}, [], "text", 7])
def test_an_answer_of_another_shape(server: CohereServer, calls: Calls, answer: Any) -> None:
    server.respond = lambda _path, _body: answer
    with pytest.raises(EmbedderUnavailable):
        embedder(calls).embed(["a", "b"], "document")


def hosted(settings: Settings, server: CohereServer, **changes: Any) -> Settings:
    own = {
        "embedding_provider": "cohere",
        "cohere_api_key": SecretStr(KEY),
        "cohere_base_url": server.url,
        "embedding_dimensions": 256,
    }
    return settings.model_copy(update=own | changes)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"cohere_api_key": None}, "COHERE_API_KEY"),
        ({"embedding_model": "embed-v9"}, "EMBEDDING_MODEL"),
        ({"embedding_dimensions": 300}, "256"),
        ({"embedding_model": "embed-english-v3.0"}, "1024"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_start(
    settings: Settings, server: CohereServer, changes: dict[str, Any], named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named) as caught:
        wire(hosted(settings, server, **changes))
    assert KEY not in str(caught.value)


def test_vectors_of_two_models_never_meet(parts: Services, server: CohereServer) -> None:
    """The index of the local model is read, by its words, until that of the hosted one is filled and takes over."""
    other = wire(hosted(parts.settings, server))
    app = create_app(other)
    client = app.test_client()
    key = client.post("/api/v1/keys", json={"email": "c@example.com", "display_name": "C"}).json["api_key"]
    client.environ_base["HTTP_X_API_KEY"] = key
    body = {"title": "Gunicorn drops requests", "context_text": "Under load.", "solution_text": "Raise the backlog."}
    trace_id = client.post("/api/v1/traces", json=body).json["id"]
    work(parts)

    def ask() -> Any:
        return client.post("/api/v1/traces/search", json={"q": "gunicorn requests"}).json

    before = ask()
    assert (before["degraded"], before["results"][0]["matched_by"]) == (True, ["words"])

    prefix = other.settings.index_prefix
    name = indexing.ensure(other.database, other.elasticsearch, prefix, other.vector_space)
    assert "cohere-embed-v4-0" in name
    work(other)
    assert indexing.activate_filled(other.database, other.elasticsearch, prefix) == [name]
    client.application.extensions["commontrace.retrieval"]._live.forget()
    after = ask()
    assert (after["degraded"], after["results"][0]["id"]) == (False, trace_id)
    assert "meaning" in after["results"][0]["matched_by"]
    with other.database.reading() as session:
        kept = session.execute(select(Embedding.model_id, Embedding.model_version, Embedding.dim)).all()
    assert ("cohere-embed-v4.0", f"256d/{RECIPE}", 256) in [tuple(row) for row in kept]
    assert len(kept) == 2
    other.close()
