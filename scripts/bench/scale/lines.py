"""What is measured: the lines of each table, and what they need to ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from scripts.bench.load import Connection
from scripts.bench.scale import bodies, pgvector
from scripts.bench.scale.bodies import SCORES, Body
from scripts.bench.scale.measuring import CLIENTS, Line
from scripts.bench.scale.texts import Corpus
from scripts.bench.target import LIMIT, Target
from search.embeddings import Vectors
from search.results import search

ASKED = 400
"""Questions that each line is asked, over and over where it is quick; a fresh search never asks one twice."""
REPEATED = 20
TAGS = 2


@dataclass(frozen=True)
class Question:
    """A question with its vector, and two tags that the nearest text to it has."""

    text: str
    vector: Vectors
    tags: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.tags) != TAGS:
            raise ValueError("two tags")


def questions(corpus: Corpus, texts: Sequence[str], vectors: Vectors) -> list[Question]:
    """Those of `texts` whose nearest texts have two tags to ask for."""
    found = []
    for text, vector in zip(texts, vectors, strict=True):
        tags = next(
            (sorted(own)[:TAGS] for row in corpus.nearest(vector, 10) if len(own := corpus.tags[row]) >= TAGS), []
        )
        if tags:
            found.append(Question(text, vector, tuple(tags)))
    return found


@dataclass(frozen=True)
class Requests:
    """Bodies, serialised beforehand, by line; each sent as it is, on a lean connection per client."""

    target: Target
    url: str
    headers: Mapping[str, str]

    def line(self, key: str, title: str, made: Sequence[Body], parameters: str = "") -> Line:
        path = f"/{self.target.alias}/_search" + (f"?{parameters}" if parameters else "")
        connections = [Connection(self.url, self.headers) for _ in range(CLIENTS)]
        calls = [lambda body, c=connection: c.post(path, body, 200) for connection in connections]
        return Line(key, title, calls, [orjson.dumps(body) for body in made])


def of_elasticsearch(requests: Requests, asked: Sequence[Question]) -> list[Line]:
    """The product's request, sent by the product's code and as it is on the wire, beside the barest one."""
    target = requests.target
    product = [target.search_body(each.text, each.vector) for each in asked]
    specs = [target.search_spec(each.text, each.vector) for each in asked]
    calls = [lambda spec: search(target.client, target.alias, spec)] * CLIENTS
    return [
        requests.line("bare", "bare body, as it is on the wire", [bodies.bare(body) for body in product]),
        requests.line("product", "product's body, as it is on the wire", product, SCORES),
        Line("library", "product's request by its own code", calls, specs),
    ]


def of_choices(requests: Requests, asked: Sequence[Question]) -> list[Line]:
    """The product's body, and the same with one choice undone at a time."""
    product = [requests.target.search_body(each.text, each.vector) for each in asked]
    undone = [bodies.undone(body, each.vector) for body, each in zip(product, asked, strict=True)]
    return [
        requests.line("as chosen", "as the product sends it", product, SCORES),
        *(requests.line(name, name, [each[name][0] for each in undone], undone[0][name][1]) for name in undone[0]),
    ]


def of_rest(target: Target, fresh: Sequence[str], repeated: Sequence[str]) -> list[Line]:
    """Whole searches over HTTP. Every process of the API has the vectors of the repeated ones after a few rounds."""
    connections = [target.connect() for _ in range(CLIENTS)]
    calls = [connection.search for connection in connections]
    ask = [orjson.dumps({"q": text, "limit": LIMIT}) for text in fresh]
    again = [orjson.dumps({"q": text, "limit": LIMIT}) for text in repeated]
    return [
        Line("fresh", "REST search, fresh query", calls, ask),
        Line("cached", "REST search, cached query", calls, again),
    ]


def of_stores(requests: Requests, asking: Sequence[pgvector.Asking], asked: Sequence[Question]) -> list[Line]:
    """The same questions to both stores: by meaning and by both legs, without tags and with two."""
    target, literals = requests.target, [pgvector.literal(each.vector) for each in asked]
    found: list[Line] = []
    for tagged in (False, True):
        name = f"{TAGS} tags" if tagged else "0 tags"
        tags = [each.tags if tagged else () for each in asked]
        product = [target.search_body(each.text, each.vector, own) for each, own in zip(asked, tags, strict=True)]
        near = [bodies.neighbours(body, LIMIT) for body in product]
        rows: list[tuple[Any, ...]] = [
            (each.text, vector, LIMIT, own) for each, vector, own in zip(asked, literals, tags, strict=True)
        ]
        nearest = [lambda row, a=one: a.nearest(*row[1:]) for one in asking]
        hybrid = [lambda row, a=one: a.hybrid(*row) for one in asking]
        found += [
            requests.line(f"es near {name}", f"Elasticsearch, meaning, {name}", near),
            Line(f"pg near {name}", f"pgvector, meaning, {name}", nearest, rows),
            requests.line(f"es hybrid {name}", f"Elasticsearch, the product's request, {name}", product, SCORES),
            Line(f"pg hybrid {name}", f"pgvector + full text, {name}", hybrid, rows),
        ]
    return found


def recalls(
    requests: Requests, asking: pgvector.Asking, corpus: Corpus, asked: Sequence[Question]
) -> dict[str, float | None]:
    """Share of the ten exact nearest neighbours that each store's index finds."""
    connection = Connection(requests.url, requests.headers)
    path = f"/{requests.target.alias}/_search"
    found: dict[str, float | None] = {}
    for tagged in (False, True):
        shares: dict[str, list[float]] = {"es": [], "pg": []}
        for each in asked:
            tags = each.tags if tagged else ()
            exact = set(corpus.nearest(each.vector, LIMIT, tags))
            body = bodies.neighbours(requests.target.search_body(each.text, each.vector, tags), LIMIT)
            hits = orjson.loads(connection.post(path, orjson.dumps(body), 200))["hits"]["hits"]
            by_store = {
                "es": {corpus.rows[hit["_id"]] for hit in hits},
                "pg": set(asking.nearest(pgvector.literal(each.vector), LIMIT, tags)),
            }
            for store, rows in by_store.items():
                shares[store].append(len(exact & rows) / len(exact))
        name = f"{TAGS} tags" if tagged else "0 tags"
        found |= {f"{store} near {name}": sum(each) / len(each) for store, each in shares.items()}
    connection.close()
    return found
