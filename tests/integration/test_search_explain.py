"""Explanations over the real index: the parts make the score."""

import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from app.retrieval.answers import Answer
from app.retrieval.question import Aside, question
from app.wiring import Services
from search.embeddings import NullEmbedder
from search.query.spec import Mode
from tests.integration.conftest import work
from tests.integration.searching import retrieval, submitter

NOW = datetime.now(UTC)
EXPLAINED = Aside(explain=True)
SUBJECTS = ("connection pool", "garbage collector", "docker layer", "asyncio task", "SQL migration", "E7777 crash")
EVENTS = ("runs dry under load", "vanishes at night", "is slow since the upgrade", "fails with exit code 137")


@pytest.fixture
def library(parts: Services, contributor: uuid.UUID) -> Services:
    chance = random.Random(7)
    submit = submitter(parts, contributor)
    for subject in SUBJECTS:
        for event in EVENTS:
            columns = {
                "trust_score": chance.uniform(-1, 1),
                "created_at": NOW - timedelta(days=chance.uniform(0, 3000)),
            }
            submit(columns, title=f"The {subject} {event}", tags=["python", subject.split()[0].lower()])
    work(parts)
    return parts


def check(answer: Answer) -> None:
    for found in answer.results:
        assert found.why is not None
        assert found.why.explanation.score == pytest.approx(found.hit.score, abs=1e-4)
        assert found.why.explanation.parts
        assert found.why.reason


def test_the_parts_make_the_score_of_every_hit_of_many_questions(library: Services) -> None:
    chance = random.Random(11)
    vocabulary = " ".join((*SUBJECTS, *EVENTS, "rose water tulip season", "E7777", "unheard-of")).split()
    searching = retrieval(library)
    modes: tuple[Mode, ...] = ("hybrid", "lexical", "vector")
    for n in range(60):
        text = " ".join(chance.choices(vocabulary, k=chance.randint(1, 12)))
        check(searching.answer(question(text, mode=modes[n % 3]), 20, aside=EXPLAINED))


def test_a_hit_by_words_alone_is_explained_too(library: Services) -> None:
    answer = retrieval(library, embedder=NullEmbedder()).answer(question("E7777"), 5, aside=EXPLAINED)
    check(answer)
    (first, *_) = answer.results
    assert first.why is not None
    assert first.why.explanation.parts.keys() == {"words"}


def test_a_quotation_from_the_end_of_a_long_trace_is_first_and_says_why(
    parts: Services, contributor: uuid.UUID
) -> None:
    submit = submitter(parts, contributor)
    padding = "Look at the dashboard of the cluster and write down what you see there. " * 60
    quoted = "the broker forgets consumers that were paused"
    wanted = submit({}, title="Notes of a long night", context_text=padding, solution_text=f"{padding}\n{quoted}.")
    for n in range(12):
        submit({}, title=f"Consumers of a message broker, part {n}", context_text="They wait until the queue moves on.")
    work(parts)
    answer = retrieval(parts).answer(question(quoted), 5, aside=EXPLAINED)
    check(answer)
    first, second = answer.results[:2]
    assert first.hit.id == wanted
    assert first.why is not None
    assert second.why is not None
    assert first.why.explanation.parts["quotation"] > second.why.explanation.parts["meaning"]
    assert "more by quotation" in first.why.reason


def test_matched_words_are_named_and_shown_where_they_stand(library: Services) -> None:
    results = retrieval(library).answer(question("migration at night, sql?"), 20, aside=EXPLAINED).results
    (why,) = [each.why for each in results if each.trace["title"] == "The SQL migration vanishes at night"]
    assert why is not None
    marked = why.highlights
    assert set(marked.words) == {"sql", "migration", "at", "night"}
    title = next(each for each in marked.pieces if each.field == "title")
    assert title.text == "The SQL migration vanishes at night"
    assert [title.text[start:end] for start, end in title.matches] == ["SQL", "migration", "at", "night"]


def test_a_listing_is_explained_by_its_order(library: Services) -> None:
    answer = retrieval(library).answer(question(None, ("python",)), 3, aside=EXPLAINED)
    reasons = [found.why.reason for found in answer.results if found.why]
    assert all(reason and reason.startswith("Listed before the next, which is less trusted") for reason in reasons[:2])
    assert reasons[2] == "The last one here."


def test_nothing_is_explained_unless_asked(library: Services) -> None:
    answer = retrieval(library).answer(question("pool"), 3)
    assert [(found.hit.explanation, found.why) for found in answer.results] == [(None, None)] * 3
