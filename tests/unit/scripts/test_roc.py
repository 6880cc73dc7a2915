import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.evaluation.roc import Sample, area, calibrate, figures, strongest


def sample(has_answer: bool, *hits: tuple[float, float]) -> Sample:
    return Sample(hits, has_answer, "g", "text")


def first_cosine(of: Sample) -> float:
    return of.hits[0][0]


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.4], [0.5, 0.1], 0.75),
        ([0.9], [], 0.5),
        ([], [], 0.5),
    ],
)
def test_the_area_is_how_often_the_right_one_is_stronger(
    positive: list[float], negative: list[float], expected: float
) -> None:
    samples = [sample(True, (each, 0)) for each in positive] + [sample(False, (each, 0)) for each in negative]
    assert area(samples, first_cosine) == pytest.approx(expected)


VALUES = st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.4]), min_size=1, max_size=6)


@given(VALUES, VALUES)
def test_the_area_agrees_with_every_pair_looked_at(positive: list[float], negative: list[float]) -> None:
    samples = [sample(True, (each, 0)) for each in positive] + [sample(False, (each, 0)) for each in negative]
    wins = sum((a > b) + (a == b) / 2 for a in positive for b in negative)
    assert area(samples, first_cosine) == pytest.approx(wins / (len(positive) * len(negative)))


def test_figures_count_both_kinds() -> None:
    samples = [sample(True, (0.9, 0))] * 3 + [sample(True, (0.1, 0))] + [sample(False, (0.9, 0))] + [sample(False)] * 3
    found = figures(samples, lambda each: bool(each.hits) and first_cosine(each) > 0.5)
    assert (found.answered, found.unanswered) == (4, 4)
    assert (found.recall, found.precision, found.specificity) == (0.75, 0.75, 0.75)
    assert found.informedness == pytest.approx(0.5)
    assert figures([], lambda _: True).precision == 0


def test_the_strongest_hit_counts() -> None:
    assert strongest(sample(True, (0.5, 1), (0.1, 9)), 0.1) == pytest.approx(1.0)
    assert strongest(sample(True), 0.1) == 0


def test_the_bar_stands_between_both_kinds() -> None:
    answered = [sample(True, (0.6 + n / 100, 0.1)) for n in range(20)] + [
        sample(True, (0.1, 12.0 + n / 10)) for n in range(5)
    ]
    unanswered = [sample(False, (0.3 + n / 100, 1.0)) for n in range(25)]
    bar = calibrate([*answered, *unanswered], alone=1.0)
    assert all(any(bar.is_cleared(*hit) for hit in each.hits) for each in answered)
    assert not any(bar.is_cleared(*hit) for each in unanswered for hit in each.hits)
    assert 0.54 < bar.cosine_alone <= 0.6
    assert 1.0 < bar.words_alone <= 12.0
