"""Search by REST, beside the same body sent to Elasticsearch and the same text given to the embedder."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson

from scripts.bench import catalogue
from scripts.bench.figures import Series
from scripts.bench.load import BenchError, Call, Connection, block
from scripts.bench.target import LIMIT, Target
from scripts.stack.progress import Step

WARM_UP_SEARCHES = 50
"""For each client, before anything is timed: code paths, pools and the Java compiler get warm."""


def measure(
    target: Target,
    rounds: int,
    fresh: Sequence[str],
    repeated: Sequence[str],
    clients: int,
    measured: dict[str, Series],
    step: Step,
) -> None:
    """`fresh` questions, which were never asked before, and `repeated` ones, by `clients` at once."""
    with _connections(target, clients) as connections:
        step.update("warming up")
        _warm_up(target, connections, repeated)
        for number in range(rounds):
            step.update(f"round {number + 1} of {rounds}")
            part = fresh[number::rounds]
            again = [repeated[n % len(repeated)] for n in range(len(part))]
            _round(target, connections, part, again, measured, backwards=number % 2 == 1)
    ours = measured[catalogue.search_key("fresh", clients)].quantile(0.5)
    step.outcome = f"p50 {ours:.1f} ms" if ours else ""


def _warm_up(target: Target, connections: Sequence[Connection], repeated: Sequence[str]) -> None:
    # Each connection leads to one process of the API, and each process has a cache of its own.
    for connection in connections:
        for question in repeated:
            connection.search(_ask(question))
    clients = len(connections)
    words = [f"warm up {clients} {n}" for n in range(WARM_UP_SEARCHES * clients)]
    block([connection.search for connection in connections], [_ask(each) for each in words])
    block([target.search_bare] * clients, _bodies(target, words))


def _round(
    target: Target,
    connections: Sequence[Connection],
    fresh: Sequence[str],
    again: Sequence[str],
    measured: dict[str, Series],
    *,
    backwards: bool,
) -> None:
    """A block of each kind. Every other round goes backwards, as the second to ask finds warmer caches."""
    bodies, again_bodies = _bodies(target, fresh), _bodies(target, again)
    clients = len(connections)
    searches: list[Call[bytes]] = [connection.search for connection in connections]
    bare: list[Call[dict[str, Any]]] = [target.search_bare] * clients
    embed: list[Call[str]] = [lambda question: target.embedder.embed([question], "query")] * clients
    # Query by query, as a search does it: a model that runs after Elasticsearch did finds none of its weights cached.
    both: list[Call[tuple[str, dict[str, Any]]]] = [target.embed_and_search] * clients
    blocks = {
        "embed": lambda: block(embed, fresh),
        "bare": lambda: block(both, list(zip(fresh, bodies, strict=True))),
        "fresh": lambda: block(searches, [_ask(question) for question in fresh]),
        "cached_body": lambda: block(bare, again_bodies),
        "cached": lambda: block(searches, [_ask(question) for question in again]),
    }
    for kind in reversed(blocks) if backwards else blocks:
        measured.setdefault(catalogue.search_key(kind, clients), Series()).add(blocks[kind]())
    _check(connections[0].search(_ask(fresh[0])))


def _bodies(target: Target, questions: Sequence[str]) -> list[dict[str, Any]]:
    vectors = target.embedder.embed(questions, "query")
    return [target.search_body(question, vector) for question, vector in zip(questions, vectors, strict=True)]


def _ask(question: str) -> bytes:
    return orjson.dumps({"q": question, "limit": LIMIT})


def _check(content: bytes) -> None:
    """A search that found less, or did less, would be faster than it may be."""
    answer = orjson.loads(content)
    if answer["degraded"] or len(answer["results"]) < LIMIT:
        raise BenchError(f"a search answered with {len(answer['results'])} results, degraded: {answer['degraded']}")


@contextmanager
def _connections(target: Target, count: int) -> Iterator[list[Connection]]:
    connections = [target.connect() for _ in range(count)]
    try:
        yield connections
    finally:
        for connection in connections:
            connection.close()
