"""How long a submission takes, and how soon it can be found."""

import itertools
import queue
import threading
import time
import uuid
from collections.abc import Iterator, Sequence

import orjson
from sqlalchemy import text

from app.traces import rules
from app.traces.vectors import embed_traces
from scripts.bench import catalogue, indexing
from scripts.bench.corpus import Marked
from scripts.bench.figures import Series
from scripts.bench.load import BenchError, Call, Connection, block
from scripts.bench.plan import BUSY_PER_S, Plan
from scripts.bench.target import LIMIT, Target
from scripts.stack.progress import Step
from search.documents import encode_vector
from search.terms import terms

FOUND_WITHIN_S = 60.0
POLL_PAUSE_S = 0.005
"""Between two looks for what was submitted; they take processor time from the worker."""
IDLE_PAUSE_S = 0.2

_TABLE = "bench_commits"


def back_to_back(target: Target, plan: Plan, drafts: Iterator[Marked], measured: dict[str, Series], step: Step) -> None:
    """Submissions one after the other, without and with a look for near-duplicates, in turn with plain commits."""
    connection = target.connect()
    submit: Call[Marked] = lambda each: connection.submit(each.body)  # noqa: E731 - one of three alike
    without_look: Call[Marked] = lambda each: connection.submit(each.body_without_look)  # noqa: E731
    with target.database.engine.connect() as rows:
        rows.execute(text(f"CREATE TABLE IF NOT EXISTS {_TABLE} (id uuid PRIMARY KEY, content text)"))
        rows.commit()

        def commit(each: Marked) -> None:
            insert = text(f"INSERT INTO {_TABLE} VALUES (:id, :content)")  # noqa: S608 - a constant
            rows.execute(insert, {"id": uuid.uuid4(), "content": each.body.decode()})
            rows.commit()

        for number in range(plan.submit_rounds):
            step.update(f"round {number + 1} of {plan.submit_rounds}")
            for key, call in ((catalogue.SUBMIT_WITHOUT_LOOK, without_look), (catalogue.SUBMIT, submit)):
                part = list(itertools.islice(drafts, plan.submits // plan.submit_rounds))
                measured.setdefault(key, Series()).add(block([call], part))
                indexing.settle(target)
            measured.setdefault(catalogue.COMMIT, Series()).add(block([commit], part))
    connection.close()
    step.outcome = _median(measured, catalogue.SUBMIT)


def idle(target: Target, plan: Plan, drafts: Iterator[Marked], measured: dict[str, Series], step: Step) -> None:
    """One submission at a time, found before the next; in turn with the same by hand, on the bare index."""
    connection = target.connect()
    for number, each in enumerate(itertools.islice(drafts, plan.idle_submissions)):
        step.update(f"{number} of {plan.idle_submissions}")
        _submit_and_find(connection, each, measured, catalogue.SUBMIT_IDLE, catalogue.SEARCHABLE_IDLE)
        time.sleep(IDLE_PAUSE_S)
        _add(measured, catalogue.SEARCHABLE_BARE, _by_hand(target, each))
        time.sleep(IDLE_PAUSE_S)
    connection.close()
    step.outcome = _median(measured, catalogue.SEARCHABLE_IDLE)


def busy(target: Target, plan: Plan, drafts: Iterator[Marked], measured: dict[str, Series], step: Step) -> None:
    """Submissions by the clock, whether or not the earlier ones have been found.

    Searching for each of them would be the larger load by far: one cheap request looks for all that are waited for in
    the index, and only what is there is searched for.
    """
    parts = list(itertools.islice(drafts, plan.busy_seconds * BUSY_PER_S))
    accepted: queue.SimpleQueue[tuple[str, Marked, float]] = queue.SimpleQueue()
    errors: list[BaseException] = []

    def submit_all() -> None:
        try:
            connection, start = target.connect(), time.perf_counter()
            for number, each in enumerate(parts):
                time.sleep(max(0.0, start + number / BUSY_PER_S - time.perf_counter()))
                began = time.perf_counter()
                trace_id = connection.submit(each.body)
                now = time.perf_counter()
                _add(measured, catalogue.SUBMIT_BUSY, (now - began) * 1000)
                accepted.put((trace_id, each, now))
        except Exception as error:
            errors.append(error)

    submitter = threading.Thread(target=submit_all, daemon=True)
    submitter.start()
    connection, found = target.connect(), 0
    waiting: dict[str, tuple[Marked, float]] = {}
    while submitter.is_alive() or waiting or not accepted.empty():
        while not accepted.empty():
            trace_id, each, since = accepted.get()
            waiting[trace_id] = (each, since)
        for trace_id in _held(target, list(waiting)):
            each, since = waiting.pop(trace_id)
            _find(connection, each, trace_id, since)
            _add(measured, catalogue.SEARCHABLE_BUSY, (time.perf_counter() - since) * 1000)
            found += 1
        if any(time.perf_counter() - since > FOUND_WITHIN_S for _, since in waiting.values()):
            raise BenchError(f"a trace couldn't be found within {FOUND_WITHIN_S:.0f} s")
        step.update(f"{found} of {len(parts)}")
        time.sleep(POLL_PAUSE_S)
    connection.close()
    if errors:
        raise errors[0]
    step.outcome = _median(measured, catalogue.SEARCHABLE_BUSY)


def _held(target: Target, ids: Sequence[str]) -> list[str]:
    """Those of `ids` that a search in the index can find now."""
    if not ids:
        return []
    query = {"bool": {"filter": [{"ids": {"values": ids}}]}}
    answer = target.client.search(index=target.alias, query=query, size=len(ids), source=False)
    return [hit["_id"] for hit in answer["hits"]["hits"]]


def _submit_and_find(
    connection: Connection, each: Marked, measured: dict[str, Series], submit_key: str, found_key: str
) -> None:
    """Time the submission up to its 202, and from there to the answer that holds it."""
    body = each.body
    began = time.perf_counter()
    trace_id = connection.submit(body)
    accepted = time.perf_counter()
    _find(connection, each, trace_id, accepted)
    _add(measured, found_key, (time.perf_counter() - accepted) * 1000)
    _add(measured, submit_key, (accepted - began) * 1000)


def _find(connection: Connection, each: Marked, trace_id: str, since: float) -> None:
    """Search until it is found; `since` is when it was accepted, by the performance counter."""
    question = orjson.dumps({"q": each.mark, "tags": [each.mark], "limit": LIMIT})
    while trace_id.encode() not in connection.search(question):
        if time.perf_counter() - since > FOUND_WITHIN_S:
            raise BenchError(f"trace {trace_id} couldn't be found within {FOUND_WITHIN_S:.0f} s")
        time.sleep(POLL_PAUSE_S)


def _by_hand(target: Target, each: Marked) -> float:
    """Milliseconds to embed, index with a refresh and search, with nothing in between."""
    draft, key = each.draft, str(uuid.uuid4())
    content = rules.embedding_text(draft.title, draft.context_text, draft.solution_text)
    question = target.search_body(each.mark, target.embedder.embed([each.mark], "query")[0], (each.mark,))
    document = {
        "title": draft.title,
        "context_text": draft.context_text,
        "solution_text": draft.solution_text,
        "all": " ".join(terms(content)),
        "tags": list(draft.tags),
        "visibility": rules.VISIBLE,
        "trust_factor": 1.0,
    }
    began = time.perf_counter()
    vector = embed_traces(target.embedder, [(draft.title, draft.context_text, draft.solution_text)])[0]
    document["vector"] = encode_vector(vector)
    target.client.index(index=target.bare_index, id=key, document=document, refresh=True)
    answer = target.client.search(index=target.bare_index, body=question, include_named_queries_score=True)
    took = (time.perf_counter() - began) * 1000
    if key not in {hit["_id"] for hit in answer["hits"]["hits"]}:
        raise BenchError("the bare index doesn't find what was just put in")
    return took


def _add(measured: dict[str, Series], key: str, sample_ms: float) -> None:
    measured.setdefault(key, Series()).add(Series([sample_ms], 1))


def _median(measured: dict[str, Series], key: str) -> str:
    median = measured[key].quantile(0.5)
    return f"p50 {median:.0f} ms" if median is not None else ""
