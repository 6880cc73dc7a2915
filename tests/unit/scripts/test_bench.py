"""The arithmetic of the bench, and the texts it works with."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.traces.rules import content_hash
from app.traces.service import Draft
from scripts.bench import corpus
from scripts.bench.__main__ import bench_settings
from scripts.bench.catalogue import FIGURES
from scripts.bench.figures import Figure, Goal, Series, overhead, percentile, rows, share_of_bare
from scripts.bench.load import block
from scripts.bench.options import parse
from scripts.bench.plan import full, quick
from scripts.bench.table import COLUMNS, cells
from scripts.library.files import read_all
from scripts.stack.settings import compose

DRAFTS = [
    Draft("Pool runs dry", "Requests hang. All of them do. Under load.", "Close it. Use a with block.", ("python",)),
    Draft("Port is taken", "The server stops at once. It says so.", "Find who has it. Then stop that.", ("shell",)),
]


def series(*samples: float) -> Series:
    return Series(list(samples), len(samples), seconds=1.0, generator_seconds=0.25)


@pytest.mark.parametrize(
    ("samples", "q", "expected"),
    [
        ([7.0], 0.0, 7.0),
        ([7.0], 0.99, 7.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([1.0, 2.0], 0.5, 1.5),
        ([float(n) for n in range(101)], 0.95, 95.0),
        ([0.0, 10.0], 0.99, 9.9),
        ([1.0, 2.0, 9.0], 1.0, 9.0),
    ],
)
def test_a_percentile_lies_between_its_nearest_samples(samples: list[float], q: float, expected: float) -> None:
    assert percentile(samples, q) == pytest.approx(expected)


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no samples"):
        percentile([], 0.5)


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_a_percentile_is_within_the_samples_whatever_their_order(samples: list[float], q: float) -> None:
    shuffled = random.Random(1).sample(samples, len(samples))
    assert min(samples) <= percentile(samples, q) <= max(samples)
    assert percentile(samples, q) == percentile(shuffled, q)


def test_overhead_is_the_median_above_the_sum_of_the_bare_medians() -> None:
    assert overhead(series(9, 10, 11), [series(3), series(1, 2, 3)]) == pytest.approx(5)
    assert overhead(series(1), [series(3)]) == pytest.approx(-2)


@pytest.mark.parametrize("bare", [[], [Series()], [series(1), Series()]])
def test_without_every_bare_part_there_is_no_overhead(bare: list[Series]) -> None:
    assert overhead(series(1), bare) is None


def test_a_rate_is_held_against_the_bare_parts_one_after_the_other() -> None:
    ours, embedded, bulk = (Series(count=n, seconds=1) for n in (20, 50, 50))
    assert share_of_bare(ours, [embedded, bulk]) == pytest.approx(0.8)
    assert share_of_bare(ours, [embedded, Series()]) is None
    assert share_of_bare(series(1), [embedded]) is None


def test_series_add_up() -> None:
    total = series(1, 2)
    total.add(series(3))
    assert total == Series([1, 2, 3], 3, 2.0, 0.5)
    assert total.rate == pytest.approx(1.5)
    assert Series([1.0], 1).rate is None


OURS = Figure("ours", "Ours", ("bare",), Goal("overhead", 5))
BARE = Figure("bare", "Bare")


def test_rows_tell_whether_a_goal_is_met() -> None:
    first, second = rows([OURS, BARE], {"ours": series(9), "bare": series(5)})
    assert (first.overhead_ms, first.met, first.generator_share) == (4, True, 0.25)
    assert (second.overhead_ms, second.met) == (None, None)
    (missed, _) = rows([OURS, BARE], {"ours": series(10), "bare": series(5)})
    assert missed.met is False


def test_an_interrupted_run_shows_what_it_has() -> None:
    (row,) = rows([OURS, BARE], {"ours": series(9), "bare": Series()})
    assert row.met is None
    assert row.as_json()["goal"] == {"what": "overhead", "below_ms": 5, "met": None}
    assert rows(FIGURES, {}) == []


def test_cells_fit_the_columns_and_leave_out_what_is_unknown() -> None:
    ours, bare = rows([OURS, BARE], {"ours": series(9), "bare": series(5)})
    assert len(cells(ours)) == len(cells(bare)) == len(COLUMNS)
    assert cells(ours) == ("Ours", "1", "9.0", "9.0", "9.0", "1", "+4.0", "25 %", "overhead < 5", "met")
    assert cells(bare) == ("  Bare", "1", "5.0", "5.0", "5.0", "1", "", "25 %", "", "")


def test_the_catalogue_names_no_key_twice_and_no_bare_part_that_it_lacks() -> None:
    keys = [figure.key for figure in FIGURES]
    assert len(set(keys)) == len(keys)
    assert {key for figure in FIGURES for key in figure.bare} <= set(keys)


def test_a_grown_corpus_repeats_itself_and_holds_no_text_twice() -> None:
    seeds = [seed.draft for seed in read_all()]
    grown = corpus.grow(seeds, 1_200)
    assert grown == corpus.grow(seeds, 1_200)
    assert grown[: len(seeds)] == seeds
    assert len({content_hash(d.title, d.context_text, d.solution_text) for d in grown}) == 1_200
    assert max(len(draft.title) for draft in grown) <= 200


def test_a_corpus_that_is_large_enough_is_only_cut() -> None:
    assert corpus.grow(DRAFTS, 1) == DRAFTS[:1]


def test_a_mark_stands_in_the_title_and_among_the_tags() -> None:
    draft = corpus.marked(Draft("t" * 200, "c", "s", ("python",)), "x1z")
    assert draft.title.endswith(" x1z")
    assert len(draft.title) == 200
    assert draft.tags == ["python", "x1z"]


def test_questions_are_the_real_ones_first_and_never_the_same() -> None:
    asked = corpus.questions(["a real one", "a real one", "another"], DRAFTS, 12)
    assert asked[:2] == ["a real one", "another"]
    assert len(set(asked)) == 12
    with pytest.raises(ValueError, match="different questions"):
        corpus.questions([], [Draft("one", "two", "three")], 50)


def test_a_block_deals_every_item_out_once() -> None:
    seen: list[int] = []
    done = block([seen.append, seen.append, seen.append], range(10))
    assert sorted(seen) == list(range(10))
    assert done.count == len(done.samples_ms) == 10


def test_a_block_raises_what_a_client_raised() -> None:
    def fail(_item: int) -> None:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        block([fail, fail], [1, 2, 3])


def test_options_and_plans() -> None:
    assert (parse([]).traces, parse(["--quick"]).quick, parse(["--json", "-"]).json) == (None, True, "-")
    assert full(parse(["--traces", "300"]).traces).traces == 300
    assert full(None).traces == 2000
    assert quick(None).traces < 1000
    with pytest.raises(SystemExit):
        parse(["--traces", "5"])


def test_the_stack_of_the_bench_has_the_sizes_of_a_real_one_but_its_own_place() -> None:
    ports = iter((5001, 5002, 5003))
    user = compose({"API_WORKERS": "3", "API_PORT": "8000"}, {"DATABASE_URL": "postgresql://mine"})
    settings = bench_settings(user, lambda _avoid: next(ports))
    assert settings.get("API_WORKERS") == "3"
    assert settings.get("API_PORT") == "5001"
    assert settings.get("DATABASE_URL") is None
    assert settings.get("ELASTICSEARCH_HEAP") is None
    assert settings.get("INDEX_PREFIX") == "commontrace-bench"
