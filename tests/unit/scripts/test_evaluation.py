"""The arithmetic of the evaluation, its sets and its comparisons."""

import math
from collections.abc import Sequence
from dataclasses import astuple, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts.evaluation import catalogue, results
from scripts.evaluation.catalogue import DataError
from scripts.evaluation.indexes import overlay
from scripts.evaluation.metrics import Grade, Interval, across, grade, interval, paired, quantiles
from scripts.evaluation.model import Kind, Query
from scripts.evaluation.options import parse
from scripts.evaluation.report import markdown
from scripts.evaluation.results import Answers, Asking, ResultsError, Run, SetResult
from scripts.evaluation.splitting import choose, half
from scripts.evaluation.summary import ALL_SETS, against, summarise
from scripts.evaluation.variants import HYBRID, MODES, VariantError, sweep

SECOND = 1 / math.log2(3)


@pytest.mark.parametrize(
    ("found", "relevant", "expected"),
    [
        ("abc", "a", Grade(1, 1, 1, 1)),
        ("abc", "b", Grade(1 / 2, SECOND, 1, 1)),
        ("abc", "x", Grade(0, 0, 0, 0)),
        ("", "x", Grade(0, 0, 0, 0)),
        ("abc", "ab", Grade(1, 1, 1, 1)),
        ("xab", "a", Grade(1 / 2, SECOND, 1, 1)),
        ("abc", "ax", Grade(1, 1 / (1 + SECOND), 1 / 2, 1)),
        ("0123456789a", "a", Grade(0, 0, 0, 0)),
        ("0123456789", "9", Grade(1 / 10, 1 / math.log2(11), 1, 1)),
        ("0123456789a", "0123456789a", Grade(1, 1, 10 / 11, 1)),
    ],
)
def test_grade(found: str, relevant: str, expected: Grade) -> None:
    given = grade(found, set(relevant))
    assert astuple(given) == pytest.approx(astuple(expected))


def test_a_question_without_answers_has_no_grade() -> None:
    with pytest.raises(ValueError, match="without an answer"):
        grade("abc", set())


@settings(deadline=None)
@given(st.permutations(range(12)), st.sets(st.integers(0, 11), min_size=1))
def test_grades_are_shares_and_a_better_place_is_never_worse(found: list[int], relevant: set[int]) -> None:
    before = grade(found, relevant)
    assert all(0 <= value <= 1 for value in astuple(before))
    best = sorted(found, key=lambda key: key not in relevant)
    after = grade(best, relevant)
    assert after.mrr >= before.mrr
    assert after.ndcg >= before.ndcg
    assert after.ndcg == pytest.approx(1)


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_an_interval_holds_its_mean_and_is_the_same_again(values: list[float]) -> None:
    found = interval(values)
    assert found.mean == pytest.approx(np.mean(values))
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found == interval(values)


def test_an_interval_is_as_wide_as_theory_says() -> None:
    values = [0.0, 1.0] * 500
    expected = 1.96 * math.sqrt(0.25 / 1000)
    found = interval(values)
    assert found.high - found.mean == pytest.approx(expected, rel=0.1)
    assert found.mean - found.low == pytest.approx(expected, rel=0.1)
    assert interval([]) == Interval(0, 0, 0)


def test_a_small_steady_gain_is_seen_by_pairs_alone() -> None:
    before = [0.0, 1.0] * 100
    now = [value + 0.01 for value in before]
    assert paired(now, before).excludes_zero
    assert paired(before, before).excludes_zero is False
    assert interval(now).low < interval(before).high
    with pytest.raises(ValueError, match="shorter"):
        paired([1.0], [])


def test_sets_of_different_size_weigh_the_same() -> None:
    assert across([[1.0] * 10, [0.0] * 1000]).mean == pytest.approx(0.5)
    assert across([[], []]) == Interval(0, 0, 0)


def test_quantiles_are_milliseconds() -> None:
    assert quantiles([0.001] * 99 + [0.101])["p50"] == pytest.approx(1)
    assert quantiles([]) == {}


def query(text: str, kind: Kind = "plain words", origin: str = "") -> Query:
    return Query(text, frozenset({"a"}), kind, origin=origin)


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), max_size=30))
def test_each_question_is_in_exactly_one_half(texts: list[str]) -> None:
    queries = [query(text) for text in texts]
    parts = [choose(queries, "dev"), choose(queries, "test")]
    assert sorted(each.text for part in parts for each in part) == sorted(texts)
    assert choose(queries, "all") == queries


def test_the_halves_are_halves_and_stay_as_they_are() -> None:
    halves = [half(f"question {n}") for n in range(1000)]
    assert 450 < halves.count("dev") < 550
    # Figures of old runs are compared with those of new ones.
    assert [half(text) for text in ("a", "b", "c")] == ["test", "test", "test"]


@settings(deadline=None)
@given(st.text(min_size=1), st.text(min_size=1))
def test_what_was_made_from_a_question_is_in_its_half(origin: str, text: str) -> None:
    both = [query(origin), query(text, origin=origin)]
    assert len(choose(both, "dev")) in (0, 2)


@pytest.mark.parametrize(
    ("base", "changes", "expected"),
    [
        ({}, {"a": 1}, {"a": 1}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}, {"a": {"b": 3, "c": 2}}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": None}}, {"a": {"c": 2}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({"a": 1}, {"a": {"b": 2}}, {"a": {"b": 2}}),
        ({"a": 1}, {"b": None}, {"a": 1}),
    ],
)
def test_overlay(base: dict[str, object], changes: dict[str, object], expected: dict[str, object]) -> None:
    before = repr(base)
    assert overlay(base, changes) == expected
    assert repr(base) == before


def test_a_sweep_is_a_variant_for_each_value() -> None:
    made = sweep("vector_candidates=50,200")
    assert [each.ranking.vector_candidates for each in made] == [50, 200]
    assert [replace(each, name="hybrid", ranking=HYBRID.ranking) for each in made] == [HYBRID, HYBRID]


@pytest.mark.parametrize("text", ["nothing=1", "vector_candidates", "vector_candidates=", "vector_candidates=many"])
def test_a_sweep_of_what_is_not_there_is_refused(text: str) -> None:
    with pytest.raises(VariantError):
        sweep(text)
    with pytest.raises(SystemExit):
        parse(["--sweep", text])


def test_a_run_compares_the_modes_unless_told_otherwise() -> None:
    assert catalogue.variants(parse([])) == list(MODES)
    told = catalogue.variants(parse(["--sweep", "vector_candidates=50", "rescore_window=10,20"]))
    assert [each.name for each in told] == [
        "hybrid", "vector_candidates=50", "rescore_window=10", "rescore_window=20",
    ]  # fmt: skip


def test_sets_that_need_data_are_there_only_with_it(tmp_path: Path) -> None:
    assert catalogue.data_folder({}) is None
    assert catalogue.data_folder({catalogue.DATA: str(tmp_path)}) == tmp_path
    with pytest.raises(DataError, match="no folder"):
        catalogue.data_folder({catalogue.DATA: str(tmp_path / "missing")})
    shipped = {each.name for each in catalogue.sets(None)}
    assert "seeds-plain" in shipped
    assert "nl2bash" in {each.name for each in catalogue.sets(tmp_path)} - shipped
    with pytest.raises(DataError, match=catalogue.DATA):
        catalogue.chosen(["nl2bash"], None)


def result(name: str, *answers: Sequence[float], kind: Kind = "plain words") -> SetResult:
    questions = [Asking(f"{name}-{n}", kind, "dev" if n % 2 else "test") for n in range(len(answers[0]))]
    variants = [
        Answers(f"v{n}", [Grade(value, value, value, value) for value in values], {"p50": 1.0, "p99": 2.0})
        for n, values in enumerate(answers)
    ]
    return SetResult(name, "about", "corpus", 7, questions, variants)


RUN = Run(
    {"commit": "abc"},
    [result("one", [0.0, 0.5] * 20, [0.5, 0.5] * 20), result("two", [1.0], [0.0], kind="error line")],
)


def test_a_summary_holds_each_set_each_class_and_all() -> None:
    found = summarise(RUN)
    assert [(line.group, line.variant, line.questions) for line in found.sets] == [
        ("one", "v0", 40), ("one", "v1", 40), ("two", "v0", 1), ("two", "v1", 1),
    ]  # fmt: skip
    assert found.sets[0].differences == {}
    assert found.sets[1].differences["mrr"].mean == pytest.approx(0.25)
    assert found.sets[1].differences["mrr"].excludes_zero
    assert [line.group for line in found.kinds] == ["error line"] * 2 + ["plain words"] * 2
    assert [(line.group, line.scores["mrr"].mean) for line in found.overall] == [
        (ALL_SETS, pytest.approx(0.625)), (ALL_SETS, pytest.approx(0.25)),
    ]  # fmt: skip
    assert found.overall[1].differences["mrr"].mean == pytest.approx(-0.375)


def test_a_summary_of_one_half_counts_its_questions_only() -> None:
    lines = summarise(RUN, "dev").sets
    assert (lines[0].questions, lines[0].scores["mrr"].mean) == (20, 0.5)
    assert (lines[1].scores["mrr"].mean, lines[1].differences["mrr"].mean) == (0.5, 0)


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "run.json"
    results.write(path, RUN, results.as_plain(summarise(RUN)))
    assert results.read(path) == RUN


@pytest.mark.parametrize("content", [None, "", "{}", '{"format": 0}', '{"format": 1, "facts": {}, "sets": [1]}'])
def test_a_file_that_holds_no_run_is_refused(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "run.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(ResultsError):
        results.read(path)


def test_two_runs_are_compared_by_the_questions_that_both_asked() -> None:
    one = result("one", [0.0, 0.0, 1.0])
    fewer = replace(
        one,
        questions=[one.questions[2], one.questions[0], Asking("new", "plain words", "dev")],
        answers=[replace(one.answers[0], grades=[Grade(1, 1, 1, 1), Grade(1, 1, 1, 1), Grade(0, 0, 0, 0)])],
    )
    (before, now) = summarise(against(Run({}, [fewer]), Run({}, [one]))).sets
    assert (before.group, before.variant, before.questions) == ("one, v0", "before", 2)
    assert (before.scores["mrr"].mean, now.scores["mrr"].mean) == (0.5, 1)
    assert now.differences["mrr"].mean == 0.5
    assert against(Run({}, [result("other", [1.0])]), Run({}, [one])).sets == []


def test_markdown_is_a_table_with_as_many_cells_in_every_row() -> None:
    text = markdown(summarise(RUN))
    assert len({line.count("|") for line in text.splitlines() if line.startswith("|")}) == 1
    assert text.count("\n|---") == 3
    assert "**+.250 ±" in text
