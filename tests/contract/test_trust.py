"""What trust does on the running system: through the API, the relay, the worker and the index."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.factories import trace_body
from tests.waiting import until

SECOND = 1.0
DOWN = {"vote_type": "down", "feedback_tag": "wrong"}
UP = {"vote_type": "up"}
Contribute = Callable[..., str]


class Voter:
    """Somebody with a key of their own."""

    def __init__(self, anonymous: httpx.Client, made: dict[str, Any]) -> None:
        self._client, self._headers = anonymous, {"X-API-Key": made["api_key"]}

    def judge(self, trace_id: str, path: str = "votes", method: str = "POST", **body: Any) -> httpx.Response:
        where = f"/api/v1/traces/{trace_id}/{path}"
        return self._client.request(method, where, json=body or UP, headers=self._headers)


NewVoter = Callable[..., Voter]


@pytest.fixture
def voter(anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]) -> NewVoter:
    def make(*domains: str) -> Voter:
        """Established in these domains by the operator's word."""
        email = f"voter-{uuid.uuid4().hex}@example.com"
        made = sign_up(email=email)
        if domains:
            command = [sys.executable, "-m", "scripts.contributors", "vouch", email, *domains]
            subprocess.run(command, check=True, capture_output=True)
        return Voter(anonymous, made)

    return make


@pytest.fixture
def alike(contribute: Contribute) -> Callable[[int], tuple[str, list[str]]]:
    """(a question, ids of so many traces that answer it equally well)."""

    def make(count: int) -> tuple[str, list[str]]:
        word = f"qx{uuid.uuid4().hex[:10]}"
        # They differ in capitals alone: not the same, but neither words nor meaning tell them apart.
        writings = ("mend it", "Mend it", "mend It", "Mend It", "MEND it", "MEND It", "mend IT", "MEND IT")
        bodies = [
            trace_body(title=f"{word} fails", context_text=f"{word} fails", solution_text=f"{writing}.")
            for writing in writings[:count]
        ]
        return f"{word} fails", [contribute(**body) for body in bodies]

    return make


@pytest.fixture
def order(api: httpx.Client) -> Callable[[str], list[str]]:
    def ask(question: str) -> list[str]:
        answer = api.post("/api/v1/traces/search", json={"q": question, "limit": 20}).raise_for_status().json()
        return [result["id"] for result in answer["results"] if question.split(maxsplit=1)[0] in result["title"]]

    return ask


@pytest.fixture(scope="session")
def all_at_once() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


Alike = Callable[[int], tuple[str, list[str]]]
Order = Callable[[str], list[str]]


def test_the_index_shows_a_vote_within_a_second(voter: NewVoter, alike: Alike, order: Order) -> None:
    question, made = alike(2)
    expert, took = voter("python"), []
    for _ in range(3):
        last = order(question)[-1]
        (first,) = set(made) - {last}
        started = time.monotonic()
        assert expert.judge(last).status_code == 201
        until(lambda last=last: order(question)[0] == last, "the trace voted up comes first")  # type: ignore[misc]
        took.append(time.monotonic() - started)
        assert order(question) == [last, first]
        assert expert.judge(last, method="DELETE").status_code == 204
        assert expert.judge(last, **DOWN).status_code == 201
        until(lambda first=first: order(question)[0] == first, "the trace voted down comes last")  # type: ignore[misc]
        assert expert.judge(last, method="DELETE").status_code == 204
    # A second on an idle machine; on one with more to do than processors, as much longer as all else takes there.
    assert min(took) < SECOND * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)), took


def test_one_up_vote_does_not_outrank_fifty_up_and_five_down(
    voter: NewVoter, alike: Alike, order: Order, all_at_once: ThreadPoolExecutor, api: httpx.Client
) -> None:
    question, (few, much) = alike(2)
    voters = [voter() for _ in range(55)]
    assert voters[0].judge(few).status_code == 201
    until(lambda: order(question)[0] == few, "one vote orders what has none")
    votes = [UP] * 50 + [DOWN] * 5
    answers = list(all_at_once.map(lambda one, said: one.judge(much, **said), voters, votes))
    assert {answer.status_code for answer in answers} == {201}
    until(lambda: order(question) == [much, few], "fifty up and five down come before one up")
    shown = api.get(f"/api/v1/traces/{much}").json()
    assert (shown["upvote_count"], shown["downvote_count"]) == (50, 5)


def test_a_first_vote_counts_less_than_an_established_one_and_only_where_they_are(
    voter: NewVoter, contribute: Contribute, api: httpx.Client
) -> None:
    def trust(trace_id: str) -> float:
        score: float = api.get(f"/api/v1/traces/{trace_id}").json()["trust_score"]
        return score

    in_python, in_javascript = (contribute(**trace_body(tags=[name])) for name in ("python", "javascript"))
    newcomer, expert = voter(), voter("python")
    assert newcomer.judge(in_python).json()["weight"] == 0.1
    by_newcomer = trust(in_python)
    assert newcomer.judge(in_python, method="DELETE").status_code == 204
    assert expert.judge(in_python).json()["weight"] == 0.8
    assert trust(in_python) > 5 * by_newcomer > 0
    # High reputation in Python gives none in JavaScript, nor half of it where both are needed.
    assert expert.judge(in_javascript).json()["weight"] == 0.1
    assert trust(in_javascript) == by_newcomer
    both = contribute(**trace_body(tags=["python", "javascript", "typescript", "react"]))
    assert expert.judge(both).json()["weight"] == 0.1


def test_a_ring_of_fresh_accounts_moves_a_trace_by_one_place_at_most(
    voter: NewVoter, alike: Alike, order: Order, all_at_once: ThreadPoolExecutor
) -> None:
    question, made = alike(4)
    experts = [voter("python") for _ in range(3)]
    for number, trace_id in enumerate(made):
        for expert in experts[:number]:
            assert expert.judge(trace_id).status_code == 201
    until(lambda: order(question) == made[::-1], "the more trusted comes first")
    ring = [voter() for _ in range(20)]

    def collude(one: Voter) -> set[int]:
        return {
            one.judge(made[0]).status_code,
            one.judge(made[0], "outcomes", result="worked").status_code,
            one.judge(made[3], **DOWN).status_code,
            one.judge(made[3], "outcomes", result="failed").status_code,
        }

    assert set().union(*all_at_once.map(collude, ring)) == {201}
    settled = made[::-1]
    # The newest write has come through once a later one has.
    probe_question, probe = alike(2)
    assert experts[0].judge(probe[0]).status_code == 201
    until(lambda: order(probe_question)[0] == probe[0], "a later vote shows")
    after = order(question)
    assert all(abs(after.index(one) - settled.index(one)) <= 1 for one in made), (settled, after)


def test_without_an_address_nobody_contributes_or_votes(
    anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]], contribute: Contribute
) -> None:
    trace_id = contribute(**trace_body())
    nobody = {"X-API-Key": sign_up()["api_key"]}
    better = {"improved_solution": "Another.", "explanation": "It is better."}
    for method, path, body in (
        ("POST", "/api/v1/traces", trace_body()),
        ("PUT", f"/api/v1/traces/{trace_id}", trace_body()),
        ("POST", f"/api/v1/traces/{trace_id}/votes", UP),
        ("PUT", f"/api/v1/traces/{trace_id}/votes", UP),
        ("POST", f"/api/v1/traces/{trace_id}/outcomes", {"result": "worked"}),
        ("POST", f"/api/v1/traces/{trace_id}/amendments", better),
        ("POST", f"/api/v1/traces/{trace_id}/links", {"target_id": trace_id, "relationship_type": "RELATED"}),
    ):
        answer = anonymous.request(method, path, json=body, headers={**nobody, "If-Match": "*"})
        assert answer.status_code == 403, (method, path)
        assert answer.json()["detail"].startswith("Email registration required"), (method, path)


def test_a_second_key_of_the_author_is_still_the_author(
    anonymous: httpx.Client, sign_up: Callable[..., dict[str, Any]]
) -> None:
    """Whoever signs up with one address twice gets no second self."""
    email = f"{uuid.uuid4().hex}@example.com"
    sign_up(email=email)
    for again in (email, email.upper().replace("EXAMPLE.COM", "example.com")):
        assert anonymous.post("/api/v1/keys", json={"email": again}).status_code == 409


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("votes", {"vote_type": "up", "feedback_text": "\u202e\u0000"}),
        ("votes", {"vote_type": "up", "feedback_tag": "x" * 51}),
        ("votes", {"vote_type": ["up"]}),
        ("votes", {"vote_type": "up", "voter_context": {"a": "x" * 20_000}}),
        ("outcomes", {"result": "worked", "environment": {"versions": "\u0000"}}),
        ("outcomes", {"result": "worked", "note": "n" * 5_001}),
        ("outcomes", {"result": None}),
        ("amendments", {"improved_solution": " \n", "explanation": "e"}),
        ("amendments", {"improved_solution": "s" * 50_001, "explanation": "e"}),
        ("links", {"target_id": "not-an-id", "relationship_type": "RELATED"}),
        ("flag", {"category": "spam", "reason": "r" * 1_001}),
    ],
)
def test_odd_judgements_are_refused(voter: NewVoter, api: httpx.Client, path: str, body: dict[str, Any]) -> None:
    trace_id = api.post("/api/v1/traces", json=trace_body()).json()["id"]
    answer = voter().judge(trace_id, path, **body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["votes", "outcomes", "amendments"])
@pytest.mark.parametrize("before", ["yesterday", "2026-01-01T00:00:00Z", "x" * 500, "\u00e9"])
def test_a_made_up_cursor_is_refused(api: httpx.Client, path: str, before: str) -> None:
    trace_id = api.post("/api/v1/traces", json=trace_body()).json()["id"]
    answer = api.get(f"/api/v1/traces/{trace_id}/{path}", params={"before": before})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "before")


def test_a_superseded_trace_is_marked_and_hidden_where_asked(api: httpx.Client, contribute: Contribute) -> None:
    mark = uuid.uuid4().hex
    old = contribute(**trace_body(title=f"Old way {mark}"))
    new = contribute(**trace_body(title=f"New way {mark}", supersedes_trace_id=old))

    def found(**body: Any) -> dict[str, dict[str, Any]]:
        answer = api.post("/api/v1/traces/search", json={"q": mark, "limit": 5, **body}).raise_for_status()
        return {result["id"]: result for result in answer.json()["results"] if mark in result["title"]}

    told = found()
    assert (told[old]["is_expired"], told[new]["is_expired"]) == (True, False)
    assert told[old]["superseded_by"] == {"id": new, "title": f"New way {mark}"}
    assert told[old]["related_traces"][0]["relationship_type"] == "SUPERSEDED_BY"
    assert found(include_expired=False).keys() == {new}
    assert api.get(f"/api/v1/traces/{old}").json()["superseded_by"]["id"] == new
