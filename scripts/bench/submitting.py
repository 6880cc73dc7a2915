"""How long a submission takes, and how soon it can be found."""

import itertools
import secrets
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import text

from app.traces import rules
from app.traces.service import Draft
from scripts.bench import catalogue, indexing
from scripts.bench.corpus import marked
from scripts.bench.figures import Series
from scripts.bench.load import BenchError, Call, Connection, block
from scripts.bench.plan import BUSY_PER_S, Plan
from scripts.bench.target import LIMIT, Target
from scripts.stack.progress import Step
from search.documents import encode_vector

FOUND_WITHIN_S = 60.0
POLL_PAUSE_S, POLL_PAUSE_SHARE = 0.005, 0.05
"""Between two searches for one trace: at least so long, and this share of the time since its 202.

Searches take processor time from the worker, the more so when many traces are waited for.
"""
IDLE_PAUSE_S = 0.2

_TABLE = "bench_commits"


@dataclass(frozen=True)
class Marked:
    """A draft, and the word and tag in it that no other has."""

    mark: str
    draft: Draft

    @property
    def body(self) -> bytes:
        draft = self.draft
        return orjson.dumps(
            {
                "title": draft.title,
                "context_text": draft.context_text,
                "solution_text": draft.solution_text,
                "tags": list(draft.tags),
            }
        )


def mark_all(drafts: Sequence[Draft]) -> Iterator[Marked]:
    """Give each a mark of this run's own."""
    run = secrets.token_hex(3)
    for number, draft in enumerate(drafts):
        mark = f"x{run}n{number}z"
        yield Marked(mark, marked(draft, mark))


def back_to_back(target: Target, plan: Plan, drafts: Iterator[Marked], measured: dict[str, Series], step: Step) -> None:
    """Submissions one after the other, in turn with commits of the same texts to a plain table."""
    connection = target.connect()
    submit: Call[Marked] = lambda each: connection.submit(each.body)  # noqa: E731 - one of two alike
    with target.database.engine.connect() as rows:
        rows.execute(text(f"CREATE TABLE IF NOT EXISTS {_TABLE} (id uuid PRIMARY KEY, content text)"))
        rows.commit()

        def commit(each: Marked) -> None:
            insert = text(f"INSERT INTO {_TABLE} VALUES (:id, :content)")  # noqa: S608 - a constant
            rows.execute(insert, {"id": uuid.uuid4(), "content": each.body.decode()})
            rows.commit()

        for number in range(plan.submit_rounds):
            step.update(f"round {number + 1} of {plan.submit_rounds}")
            part = list(itertools.islice(drafts, plan.submits // plan.submit_rounds))
            measured.setdefault(catalogue.SUBMIT, Series()).add(block([submit], part))
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
    """Submissions by the clock, whether or not the earlier ones have been found."""
    errors: list[BaseException] = []

    def one(each: Marked) -> None:
        connection = target.connect()
        try:
            _submit_and_find(connection, each, measured, catalogue.SUBMIT_BUSY, catalogue.SEARCHABLE_BUSY)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = []
    began = time.perf_counter()
    for number, each in enumerate(itertools.islice(drafts, plan.busy_seconds * BUSY_PER_S)):
        time.sleep(max(0.0, began + number / BUSY_PER_S - time.perf_counter()))
        step.update(f"{number} of {plan.busy_seconds * BUSY_PER_S}")
        threads.append(threading.Thread(target=one, args=(each,), daemon=True))
        threads[-1].start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    step.outcome = _median(measured, catalogue.SEARCHABLE_BUSY)


def _submit_and_find(
    connection: Connection, each: Marked, measured: dict[str, Series], submit_key: str, found_key: str
) -> None:
    """Time the submission up to its 202, and from there to the answer that holds it."""
    body, question = each.body, orjson.dumps({"q": each.mark, "tags": [each.mark], "limit": LIMIT})
    began = time.perf_counter()
    trace_id = connection.submit(body).encode()
    accepted = time.perf_counter()
    while trace_id not in connection.search(question):
        waited = time.perf_counter() - accepted
        if waited > FOUND_WITHIN_S:
            raise BenchError(f"trace {trace_id.decode()} couldn't be found within {FOUND_WITHIN_S:.0f} s")
        time.sleep(max(POLL_PAUSE_S, POLL_PAUSE_SHARE * waited))
    _add(measured, found_key, (time.perf_counter() - accepted) * 1000)
    _add(measured, submit_key, (accepted - began) * 1000)


def _by_hand(target: Target, each: Marked) -> float:
    """Milliseconds to embed, index with a refresh and search, with nothing in between."""
    draft, key = each.draft, str(uuid.uuid4())
    content = rules.embedding_text(draft.title, draft.context_text, draft.solution_text)
    question = target.search_body(each.mark, target.embedder.embed([each.mark], "query")[0], (each.mark,))
    document = {
        "title": draft.title,
        "context_text": draft.context_text,
        "solution_text": draft.solution_text,
        "tags": list(draft.tags),
        "visibility": rules.VISIBLE,
        "trust_factor": 1.0,
    }
    began = time.perf_counter()
    vector = target.embedder.embed([content], "document")[0]
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
