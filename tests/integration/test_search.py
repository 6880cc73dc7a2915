"""The search use case over the real index: what is found, in which order, and what is never shown."""

import itertools
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import pytest

from app.core.errors import Unavailable
from app.indexing import service as indexing
from app.retrieval.answers import Answer
from app.traces import rules
from app.traces import service as traces
from app.wiring import Services
from search.client import connect
from search.embeddings import Kind, NullEmbedder, Vectors
from search.query.spec import Mode
from tests.factories import draft
from tests.integration.conftest import work
from tests.integration.searching import Submit, ids, retrieval, submitter


@pytest.fixture
def submit(parts: Services, contributor: uuid.UUID) -> Submit:
    return submitter(parts, contributor)


def search(parts: Services, q: str | None, tags: tuple[str, ...] = (), limit: int = 10, **options: Any) -> Answer:
    work(parts)
    return retrieval(parts).search(q, tags, limit, **options)


def test_a_question_that_shares_no_word_finds_its_trace(parts: Services, submit: Submit) -> None:
    wanted = submit(
        title="asyncio task garbage collected",
        context_text="create_task without a reference",
        solution_text="Keep a strong reference in a set until done.",
    )
    for n in range(20):
        submit(title=f"Docker layer cache {n}", context_text="slow builds", solution_text=f"Copy lock files first {n}")
    answer = search(parts, "my coroutine vanished because nothing held on to it")
    assert ids(answer)[0] == wanted
    first, second = answer.results[0].hit, answer.results[1].hit
    assert first.matched_by == ("meaning",)
    assert first.similarity > max(0.1, second.similarity)
    assert not answer.degraded


def test_a_rare_word_finds_its_trace(parts: Services, submit: Submit) -> None:
    for n in range(20):
        submit(title=f"Error E10{n:02d} in the build", context_text="It stops", solution_text="Mend it")
    wanted = submit(title="Error E7777 in the build", context_text="It stops", solution_text="Mend it")
    answer = search(parts, "E7777")
    assert ids(answer)[0] == wanted
    assert answer.results[0].hit.matched_by == ("words", "meaning")


def test_a_rare_word_is_found_far_from_all_neighbours_in_meaning(parts: Services, submit: Submit) -> None:
    for n in range(150):
        submit(title=f"Code X{n} of the build tool", context_text="A code is printed", solution_text=f"See page {n}")
    wanted = submit(
        title="Gardening",
        context_text="Roses, tulips and the weather of the season",
        solution_text="Water them in the evening, says qzxv77",
        tags=["garden"],
    )
    assert ids(search(parts, "qzxv77"))[0] == wanted


def test_an_empty_index_answers_with_nothing(parts: Services) -> None:
    assert list(search(parts, "anything").results) == []


def test_all_tags_must_match_and_are_normalised(parts: Services, submit: Submit) -> None:
    both = submit(tags=["python", "redis"])
    submit(tags=["python"])
    submit(tags=["redis"])
    assert ids(search(parts, "connection pool", ("Python", "PY", "redis"))) == [both]
    assert ids(search(parts, None, ("redis", "python"))) == [both]
    assert ids(search(parts, "connection pool", ("no such tag",))) == []
    assert ids(search(parts, "connection pool", ("!!",))) == []


def test_a_listing_by_tags_puts_the_trusted_first_and_the_newest_among_equals(parts: Services, submit: Submit) -> None:
    now = datetime.now(UTC)
    old = submit(tags=["x"], columns={"created_at": now - timedelta(days=9)})
    new = submit(tags=["x"], columns={"created_at": now})
    trusted = submit(tags=["x"], columns={"trust_score": 0.5, "created_at": now - timedelta(days=99)})
    answer = search(parts, None, ("x",))
    assert ids(answer) == [trusted, new, old]
    assert [found.hit.similarity for found in answer.results] == [0, 0, 0]


_serial = itertools.count(100)


def same() -> dict[str, str]:
    """Content that is as relevant as any other of its kind, without being the same to the letter."""
    solution = f"Close what you open {next(_serial)}"
    return {"title": "Pool runs dry", "context_text": "Requests hang", "solution_text": solution}


@pytest.mark.parametrize(
    "columns",
    [{"trust_score": 0.5}, {"prior_trust": 0.2}],
    ids=["by evidence", "by prior"],
)
def test_of_equally_relevant_traces_the_more_trusted_is_first(
    parts: Services, submit: Submit, columns: dict[str, Any]
) -> None:
    plain = [submit(**same()) for _ in range(3)]
    trusted = submit(**same(), columns=columns)
    bad = submit(**same(), columns={"trust_score": -0.5})
    found = ids(search(parts, "requests hang as the pool runs dry"))
    assert found[0] == trusted
    assert found[-1] == bad
    assert set(found) == {*plain, trusted, bad}


def test_trust_does_not_lift_the_irrelevant(parts: Services, submit: Submit) -> None:
    relevant = submit(**same(), columns={"trust_score": -0.1})
    submit(
        title="Center a div",
        context_text="CSS layout",
        solution_text="Use grid with place-items",
        columns={"trust_score": 1.0},
    )
    assert ids(search(parts, "requests hang as the connection pool runs dry"))[0] == relevant


def test_of_equally_relevant_traces_the_fresher_is_first(parts: Services, submit: Submit) -> None:
    now = datetime.now(UTC)
    old = submit(**same(), columns={"created_at": now - timedelta(days=1500)})
    new = submit(**same(), columns={"created_at": now})
    assert ids(search(parts, "requests hang as the pool runs dry")) == [new, old]


@pytest.mark.parametrize("q", ["pool runs dry", None])
def test_expired_traces_are_left_out_on_request(parts: Services, submit: Submit, q: str | None) -> None:
    now = datetime.now(UTC)
    expired = submit(**same(), columns={"valid_until": now - timedelta(hours=1)})
    coming = submit(**same(), columns={"valid_until": now + timedelta(hours=1)})
    lasting = submit(**same())
    assert set(ids(search(parts, q, ("python",)))) == {expired, coming, lasting}
    assert set(ids(search(parts, q, ("python",), include_expired=False))) == {coming, lasting}


@pytest.mark.parametrize("visibility", [rules.UNDER_REVIEW, rules.QUARANTINED, rules.REMOVED])
@pytest.mark.parametrize("q", ["pool runs dry", None])
def test_a_hidden_trace_is_gone_at_once_though_the_index_still_has_it(
    parts: Services, submit: Submit, visibility: str, q: str | None
) -> None:
    hidden, shown = submit(**same()), submit(**same())
    assert set(ids(search(parts, q, ("python",)))) == {hidden, shown}
    with parts.database.transaction() as session:
        traces.set_visibility(session, hidden, visibility)
    assert ids(retrieval(parts).search(q, ("python",), 10)) == [shown]


def test_hidden_traces_do_not_use_up_the_limit(parts: Services, submit: Submit) -> None:
    made = [submit(**same()) for _ in range(6)]
    work(parts)
    with parts.database.transaction() as session:
        for trace_id in made[:4]:
            traces.set_visibility(session, trace_id, rules.QUARANTINED)
    assert set(ids(retrieval(parts).search("pool runs dry", (), 2))) == set(made[4:])


def test_without_an_embedder_words_still_find_and_the_answer_says_so(parts: Services, submit: Submit) -> None:
    wanted = submit(**same())
    work(parts)
    answer = retrieval(parts, embedder=NullEmbedder()).search("pool runs dry", (), 10)
    assert ids(answer) == [wanted]
    assert answer.degraded
    assert answer.results[0].hit.matched_by == ("words",)


def test_a_listing_by_tags_is_not_degraded_by_a_missing_embedder(parts: Services, submit: Submit) -> None:
    wanted = submit(tags=["x"])
    work(parts)
    answer = retrieval(parts, embedder=NullEmbedder()).search(None, ("x",), 10)
    assert (ids(answer), answer.degraded, answer.mode) == ([wanted], False, None)


@pytest.mark.parametrize("mode", get_args(Mode))
def test_a_mode_uses_its_legs_and_no_other(parts: Services, submit: Submit, mode: Mode) -> None:
    by_words = submit(title="qzxv77", context_text="Roses and tulips", solution_text="Water them in the evening")
    by_meaning = submit(**same())
    answer = search(parts, "connections are exhausted qzxv77", mode=mode)
    assert (answer.mode, answer.degraded) == (mode, False)
    legs = {found.hit.id: found.hit.matched_by for found in answer.results}
    expected: dict[Mode, dict[uuid.UUID, tuple[str, ...]]] = {
        "lexical": {by_words: ("words",)},
        "vector": {by_words: ("meaning",), by_meaning: ("meaning",)},
        "hybrid": {by_words: ("words", "meaning"), by_meaning: ("meaning",)},
    }
    assert legs == expected[mode]


class NeverAsked(NullEmbedder):
    """An embedder that no test may reach."""

    def embed(self, texts: Sequence[str], kind: Kind) -> Vectors:
        pytest.fail("nothing is to be embedded")


def test_a_search_by_words_embeds_nothing_and_is_not_degraded(parts: Services, submit: Submit) -> None:
    wanted = submit(**same())
    work(parts)
    embedder = NeverAsked()
    embedder.model_id, embedder.model_version = parts.embedder.model_id, parts.embedder.model_version
    answer = retrieval(parts, embedder=embedder).search("pool runs dry", (), 10, mode="lexical")
    assert (ids(answer), answer.degraded, answer.mode) == ([wanted], False, "lexical")


@pytest.mark.parametrize("mode", ["vector", "hybrid"])
def test_without_an_embedder_the_mode_used_is_lexical(parts: Services, submit: Submit, mode: Mode) -> None:
    wanted = submit(**same())
    work(parts)
    answer = retrieval(parts, embedder=NullEmbedder()).search("pool runs dry", (), 10, mode=mode)
    assert (ids(answer), answer.degraded, answer.mode) == ([wanted], True, "lexical")


def test_an_index_out_of_reach_is_said_so(parts: Services) -> None:
    # Nothing listens on the discard port.
    with pytest.raises(Unavailable) as caught:
        retrieval(parts, elasticsearch=connect("http://127.0.0.1:9")).search("anything", (), 10)
    assert caught.value.retry_after


def test_a_superseding_trace_is_related_to_what_it_supersedes(
    parts: Services, submit: Submit, contributor: uuid.UUID
) -> None:
    old = submit(title="The old way")
    with parts.database.transaction() as session:
        new = traces.submit(session, contributor, draft(title="The new way"), old).trace
    (first, *_) = search(parts, "the new way").results
    assert first.hit.id == new.id
    assert first.trace["related_traces"] == [
        {"id": str(old), "title": "The old way", "relationship_type": "SUPERSEDES", "strength": 1}
    ]
    assert old not in ids(search(parts, "the old way", include_expired=False))


def test_many_hidden_traces_do_not_empty_the_answer(parts: Services, submit: Submit) -> None:
    made = [submit(**same()) for _ in range(40)]
    work(parts)
    with parts.database.transaction() as session:
        for trace_id in made[:38]:
            traces.set_visibility(session, trace_id, rules.QUARANTINED)
    assert set(ids(retrieval(parts).search("pool runs dry", (), 2))) == set(made[38:])


def test_a_hidden_trace_shows_in_no_link(parts: Services, submit: Submit, contributor: uuid.UUID) -> None:
    old = submit(title="The old way")
    with parts.database.transaction() as session:
        traces.submit(session, contributor, draft(title="The new way"), old)
        traces.set_visibility(session, old, rules.UNDER_REVIEW)
    (first, *_) = search(parts, "the new way").results
    assert first.trace["related_traces"] == []


def test_an_index_that_was_replaced_a_moment_ago_is_no_reason_to_fail(parts: Services, submit: Submit) -> None:
    wanted = submit(**same())
    work(parts)
    asking = retrieval(parts)
    assert ids(asking.search("pool runs dry", (), 10)) == [wanted]
    prefix = parts.settings.index_prefix
    indexing.ensure(parts.database, parts.elasticsearch, prefix, parts.vector_space, rebuild=True)
    work(parts)
    assert indexing.activate_filled(parts.database, parts.elasticsearch, prefix)
    assert ids(asking.search("pool runs dry", (), 10)) == [wanted]
