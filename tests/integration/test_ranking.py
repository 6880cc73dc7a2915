"""What the ranking promises, over the real index."""

import uuid

import pytest
from sqlalchemy import update

from app.accounts import service as accounts
from app.reputation import service as reputation
from app.traces.models import Trace
from app.wiring import Services
from tests.integration.test_search import Submit, ids, search, submit

__all__ = ["submit"]


def test_an_exact_error_stands_first_whatever_else_is_nearer(parts: Services, submit: Submit) -> None:
    wanted = submit(
        title="Loop variables in closures",
        context_text="```text\nValueError: operands could not be broadcast together with shapes (3,4) (7,)\n```",
        solution_text="Reshape one of them.",
    )
    for n in range(30):
        submit(
            title=f"numpy operands and shapes, part {n}",
            context_text=f"Broadcasting of arrays with shapes: what operands are put together in case {n}",
            solution_text="numpy broadcasts the operands: np.broadcast_shapes",
        )
    answer = search(parts, "numpy: ValueError: operands could not be broadcast together with shapes (512,24) (512,)")
    assert ids(answer)[0] == wanted
    assert answer.results[0].hit.matched_by == ("words", "fingerprint", "meaning")
    assert all("fingerprint" not in found.hit.matched_by for found in answer.results[1:])


@pytest.mark.parametrize(
    ("q", "text"),
    [
        ("user by id", "def getUserById(key): ..."),
        ("broadcast shape", "np.broadcast_shapes(a, b)"),
        ("no cache", "docker build --no-cache ."),
        ("--no-cache", "docker build --no-cache ."),
        ("null pointer", "java.lang.NullPointerException"),
        ("libraries", "the library"),
    ],
)
def test_a_name_is_found_by_its_parts(parts: Services, submit: Submit, q: str, text: str) -> None:
    wanted = submit(title="Something", context_text="Of some kind", solution_text=text)
    other: list[uuid.UUID] = [
        submit(title="Something", context_text="Of some kind", solution_text=f"x{n}") for n in (1, 2)
    ]
    found = ids(search(parts, q, mode="lexical"))
    assert found == [wanted]
    assert not set(other) & set(found)


def test_a_preferred_language_orders_equals_and_finds_nothing_by_itself(parts: Services, submit: Submit) -> None:
    text = {"context_text": "Requests hang as the pool runs dry", "solution_text": "Close what you open"}
    go = submit(title="Pool, one", tags=["go"], **text)
    python = submit(title="Pool, two", tags=["python"], **text)
    submit(title="Center a div", context_text="CSS", solution_text="Use grid", tags=["python"])
    q = "requests hang as the pool runs dry"
    for language, first in (("go", go), ("Python", python)):
        found = ids(search(parts, q, context={"language": language, "project_id": 1}))
        assert found[0] == first
        assert set(found[:2]) == {go, python}
    assert set(ids(search(parts, q, mode="lexical", context={"language": "python"}))) == {go, python}


@pytest.mark.parametrize("q", ["requests hang as the pool runs dry", "why do all requests wait when the pool is empty"])
def test_a_trace_with_every_word_of_the_library_is_no_quotation_of_its_questions(
    parts: Services, submit: Submit, q: str
) -> None:
    answer = submit(
        title="Connections run out under load",
        context_text="Every request waits for a connection, as the pool is empty and nothing gives one back.",
        solution_text="Close what you open: use a with block for each session, and set a timeout for the pool.",
    )
    for n in range(12):
        submit(title=f"Gardening, part {n}", context_text="Roses want water", solution_text=f"Prune to {n} buds")
    words = [f"{one}{other}" for one in ("al", "be", "co", "du", "el") for other in range(600)]
    stuffed = submit(title="Everything", context_text=" ".join(words[:1500]), solution_text=f"{' '.join(words)} {q}")
    found = ids(search(parts, q))
    assert found.index(answer) < found.index(stuffed)


def test_the_version_that_the_asker_has_orders_equals(parts: Services, submit: Submit) -> None:
    text = {"context_text": "Requests hang as the pool runs dry", "solution_text": "Close what you open"}
    old = submit(title="Pool, one", metadata_json={"versions": {"Django": ">=3,<4"}}, **text)
    new = submit(title="Pool, two", metadata_json={"versions": {"django": "4.2"}}, **text)
    other = submit(title="Pool, ten", metadata_json={"versions": {"flask": "3.2"}}, **text)
    q = "requests hang as the pool runs dry"
    for versions, first in (({"django": "3.2", "python": "3.12"}, old), ({"Django": "4"}, new), ({"flask": 3}, other)):
        found = search(parts, q, context={"versions": versions}).results
        assert found[0].hit.id == first
        assert [one.hit.id for one in found if "versions" in one.hit.legs] == [first]
        assert {one.hit.id for one in found} == {old, new, other}


def test_a_copy_stands_behind_what_is_no_copy(parts: Services, submit: Submit) -> None:
    text = {"context_text": "Requests hang as the pool runs dry", "solution_text": "Close what you open."}
    copies = {submit(title=f"Requests hang as the pool runs dry {n}", **text) for n in range(4)}
    other = submit(title="Pool", context_text="It is dry", solution_text="Requests hang: raise the limit")
    found = ids(search(parts, "requests hang as the pool runs dry"))
    assert set(found) == {*copies, other}
    assert found[1] == other


def test_nobody_unknown_fills_the_top(parts: Services, submit: Submit, contributor: uuid.UUID) -> None:
    with parts.database.transaction() as session:
        other = accounts.sign_up(session, parts.settings.peppers[0], "test", "b@example.com", "Bo").contributor_id
    q = "requests hang as the pool runs dry"
    loud = [submit(title=q, context_text=q, solution_text=f"Reason {n}") for n in range(6)]
    quiet = [submit(title="Dry pool", context_text="It hangs", solution_text=f"Case {n}") for n in range(3)]
    with parts.database.transaction() as session:
        session.execute(update(Trace).where(Trace.id.in_(quiet)).values(contributor_id=other))
    assert len(set(ids(search(parts, q))[:5]) & set(loud)) == 3  # two, and what is left of the five
    with parts.database.transaction() as session:
        reputation.vouch(session, contributor, ["python"])
    assert set(ids(search(parts, q))[:5]) <= set(loud)
