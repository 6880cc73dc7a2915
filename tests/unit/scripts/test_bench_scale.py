"""The pure parts of the bench among 100,000 traces."""

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.traces.service import Draft
from scripts.bench.figures import Series
from scripts.bench.scale import bodies, pgvector, texts
from scripts.bench.scale.measuring import Line, Timing, measure
from scripts.bench.scale.options import parse
from scripts.bench.scale.report import Goal, goals, share
from scripts.bench.scale.texts import Corpus
from scripts.stack.progress import Step
from search.embeddings import Kind, Vectors
from search.query.hybrid import request
from search.query.spec import SearchSpec

VECTOR = np.array([0.6, 0.8], dtype=np.float32)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PRODUCT = request(SearchSpec(text="tar extract one file", vector=VECTOR, size=20, now=NOW))


def _keys(body: object) -> set[str]:
    if isinstance(body, dict):
        return set(body) | {key for value in body.values() for key in _keys(value)}
    return {key for each in body for key in _keys(each)} if isinstance(body, list) else set()


def test_the_bare_body_asks_the_same_with_nothing_beside() -> None:
    bare = bodies.bare(PRODUCT)
    words, near = bare["query"]["bool"]["should"]
    assert words == {"match": {"all": {"query": "tar extract one file"}}}
    product_knn = bodies.leg(PRODUCT, "knn")["knn"]
    assert near["knn"] == {name: product_knn[name] for name in product_knn if name not in {"filter", "_name"}}
    assert _keys(bare).isdisjoint({"filter", "_name", "dis_max"})
    assert bare["size"] == PRODUCT["size"]


def test_neighbours_are_those_of_the_product() -> None:
    found = bodies.neighbours(PRODUCT, 10)
    assert found["query"] == bodies.leg(PRODUCT, "knn")
    assert (found["size"], found["_source"], found["track_total_hits"]) == (10, False, False)


def test_each_choice_is_undone_alone_and_the_product_stays_as_it_was() -> None:
    before = json.dumps(PRODUCT)
    undone = bodies.undone(PRODUCT, VECTOR)
    assert json.dumps(PRODUCT) == before
    assert undone["totals counted"][0] == {**PRODUCT, "track_total_hits": True}
    assert undone["source sent"][0] == {**PRODUCT, "_source": True}
    assert "rescore" not in undone["no rescore"][0]
    numbers = bodies.leg(undone["vector as numbers"][0], "knn")["knn"]["query_vector"]
    assert numbers == pytest.approx([0.6, 0.8])
    assert "match" not in _keys(undone["three fields, not one"][0]["query"])
    assert undone["no score of each leg"] == (PRODUCT, "")
    trust, age = undone["two rescores, not one"][0]["rescore"]
    assert "trust_factor" in json.dumps(trust)
    assert "created_at" not in json.dumps(trust)
    assert "created_at" in json.dumps(age)
    assert "trust_factor" not in json.dumps(age)
    assert undone["a window of 100"][0]["rescore"]["window_size"] == 100
    assert "constant_score" in _keys(PRODUCT["query"])
    assert "constant_score" not in _keys(undone["nothing in place of meaning"][0]["query"])


class Toy:
    """Embeds a text as a direction of its own."""

    model_id, model_version, dim, max_tokens = "toy", "1", 8, 8

    def embed(self, given: Sequence[str], kind: Kind) -> Vectors:
        made = np.array([np.random.default_rng(len(text)).standard_normal(8) for text in given], dtype=np.float32)
        unit: Vectors = made / np.linalg.norm(made, axis=1, keepdims=True)
        return unit


def _data(folder: Path, pages: int, real: int) -> None:
    def row(number: int, kind: str) -> dict[str, Any]:
        body = f"{kind} {number} " + "word " * number
        return {
            "id": f"{kind}-{number}",
            "title": body,
            "context_text": "Why. How.",
            "solution_text": "x",
            "tags": ["a"],
        }

    for name, kind, count in (("tldr_pages.jsonl.gz", "page", pages), ("real_texts_80k.jsonl.gz", "real", real)):
        with gzip.open(folder / name, "wt") as stream:
            stream.writelines(json.dumps(row(number, kind)) + "\n" for number in range(count))
    (folder / "nl2bash_queries.jsonl").write_text(json.dumps({"q": "how", "relevant": ["page-1"]}) + "\n")


def test_the_corpus_is_the_real_texts_then_varied_ones_and_what_is_asked_for_is_not_in_it(tmp_path: Path) -> None:
    _data(tmp_path, 400, 800)
    corpus = texts.read(tmp_path, 1000, None, Toy())
    assert len(corpus.drafts) == len(corpus.vectors) == 1000
    assert corpus.real == 1200 - texts.HELD_OUT
    assert np.allclose(np.linalg.norm(corpus.vectors, axis=1), 1, atol=1e-5)
    cosine = (corpus.vectors[: 1000 - corpus.real] * corpus.vectors[corpus.real :]).sum(axis=1)
    assert 0.95 < cosine.mean() < 0.99
    titles = {draft.title for draft in corpus.drafts}
    held_out = set(corpus.questions) - {"how"}
    assert len(held_out) == texts.HELD_OUT
    assert held_out.isdisjoint(titles)
    again = texts.read(tmp_path, 1000, None, Toy())
    assert again.drafts == corpus.drafts
    assert np.array_equal(again.vectors, corpus.vectors)


def test_where_not_all_are_wanted_the_pages_and_the_shortest_texts_are_taken(tmp_path: Path) -> None:
    _data(tmp_path, 400, 800)
    everything, some = texts.read(tmp_path, 900, None, Toy()), texts.read(tmp_path, 900, 300, Toy())
    assert (everything.real, some.real) == (700, 300)
    kinds = [draft.title.split()[0] for draft in some.drafts[:300]]
    assert kinds == sorted(kinds)
    texts_taken = [draft.title for draft in some.drafts[:300] if draft.title.startswith("real")]
    all_texts = [draft.title for draft in everything.drafts[:700] if draft.title.startswith("real")]
    assert texts_taken == sorted(all_texts, key=len)[: len(texts_taken)]


def test_exact_neighbours_by_cosine_and_tags() -> None:
    drafts = [Draft(f"t{n}", "", "", tags) for n, tags in enumerate((["a"], ["a", "b"], ["b", "a"], []))]
    vectors = np.array([[1, 0], [0.8, 0.6], [0.6, 0.8], [0.9, 0.1]], dtype=np.float32)
    corpus = Corpus(drafts, 4, vectors, ())
    query = np.array([1, 0], dtype=np.float32)
    assert corpus.nearest(query, 2) == [0, 3]
    assert corpus.nearest(query, 3, ["b", "a"]) == [1, 2]


def test_a_text_survives_the_copy_format() -> None:
    assert pgvector._escaped("a\tb\\n\nc\r\0") == "a\\tb\\\\n\\nc\\r"
    assert pgvector.literal(np.array([0.5, -1], dtype=np.float32)) == "[0.500000,-1.000000]"


class Quiet(Step):
    """A step that nobody sees."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def update(self, detail: str) -> None:
        self.said.append(detail)


def test_every_item_is_asked_in_turn_by_every_client(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.bench.scale.measuring.SECONDS", 0.2)
    asked: list[int] = []
    timings = measure([Line("k", "title", [asked.append] * 2, range(5))], Quiet())
    assert set(asked) == set(range(5))
    assert timings["k"].alone.count > 0
    assert timings["k"].together.rate


def _timing(ms: float, rate: int) -> Timing:
    return Timing(Series([ms], 1, 1.0), Series([ms], rate, 1.0))


def test_goals_are_judged_by_share_and_by_milliseconds() -> None:
    timings = {"product": _timing(5, 80), "bare": _timing(4, 100), "fresh": _timing(17, 1), "cached": _timing(25, 1)}
    assert share(timings["product"], timings["bare"]) == 0.8
    assert [goal.met for goal in goals(timings)] == [True, True, True, False, False]
    assert Goal("x", None, below=1).met is None


@pytest.mark.parametrize("arguments", [["--traces", "10"], ["--only", "both"]])
def test_arguments_that_make_no_sense(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(arguments)
    assert "error" in capsys.readouterr().err
