"""Which traces a pack is made of, and in which order."""

import uuid

import pytest

from app.context import rules
from app.context.rules import Wish
from tests.unit.context.candidates import candidate

A, B, C, D, E = (uuid.UUID(int=n) for n in range(1, 6))


def test_every_subquery_gets_its_best_before_one_gets_its_second() -> None:
    loud = [(A, 9.0, False), (B, 8.0, False), (C, 7.0, False)]
    quiet = [(D, 0.5, False)]
    assert [placed.id for placed in rules.place([loud, quiet])] == [A, D, B, C]


def test_what_was_moved_down_for_variety_stays_there() -> None:
    assert rules.levelled([0.9, 0.5, 0.8, 0.4]) == [0.9, 0.5, 0.5, 0.4]
    found = [(A, 0.9, False), (B, 0.5, False), (C, 0.8, False)]
    scores = rules.levelled(score for _, score, _ in found)
    level = [(one, score, weak) for (one, _, weak), score in zip(found, scores, strict=True)]
    assert [each.id for each in rules.place([level])] == [A, B, C]


def test_a_trace_stands_where_it_stands_best_and_weak_ones_behind_their_equals() -> None:
    good = [(A, 2.0, False), (B, 1.0, False)]
    weak = [(C, 3.0, True), (D, 2.5, True), (B, 2.0, True), (E, 1.0, True)]
    placed = rules.place([good, weak])
    assert [(each.id, each.rank, each.weak) for each in placed] == [
        (A, 0, False),
        (C, 0, True),
        (B, 1, False),
        (D, 1, True),
        (E, 3, True),
    ]
    assert [each.id for each in placed if each.is_too_weak] == [E]


def test_the_newest_successor_takes_the_place() -> None:
    placed = rules.place([[(A, 2.0, False), (D, 1.0, False)]])
    kept, gone = rules.succeed(placed, {A: B, B: C})
    assert [each.id for each in kept] == [C, D]
    assert gone == {A: C}


def test_what_stands_for_others_stands_where_the_best_of_them_stood() -> None:
    placed = rules.place([[(A, 4.0, False), (B, 3.0, False), (C, 2.0, True), (D, 1.0, True)]])
    standing = rules.stand_for(placed, {A: C, C: D})
    assert [(each.id, each.rank, each.is_too_weak) for each in standing] == [(D, 0, False), (B, 1, False)]
    alone = rules.stand_for(placed, {C: D})
    assert [(each.id, each.is_too_weak) for each in alone] == [(A, False), (B, False), (D, True)]


def test_a_circle_of_successors_ends() -> None:
    kept, _ = rules.succeed(rules.place([[(A, 2.0, False)]]), {A: B, B: A})
    assert len(kept) == 1


@pytest.mark.parametrize(
    ("files", "language"),
    [
        (["app/a.py", "app/b.py", "x.ts"], "python"),
        (["web/App.TSX"], "typescript"),
        (["Makefile", "README.md"], None),
        ([], None),
    ],
)
def test_files_tell_the_language(files: list[str], language: str | None) -> None:
    assert rules.language_of(files) == language


def test_preferences_are_bounded() -> None:
    wish = Wish(tags=("python", "flask"))
    assert rules.preference(candidate(tags=("go",)), Wish()) == rules.preference(candidate(tags=("go",)), wish) == 1
    both, one = (rules.preference(candidate(tags=tags), wish) for tags in (("python", "flask"), ("flask",)))
    assert 1 < one < both < 1.1


def test_a_long_error_keeps_its_first_and_last_line() -> None:
    text = "Traceback\n" + "  frame\n" * 1_000 + "ValueError: the end"
    cut = rules.searchable_text(text)
    assert len(cut) <= rules.SUBQUERY_CHARACTERS
    assert cut.startswith("Traceback\n")
    assert cut.endswith("ValueError: the end")


@pytest.mark.parametrize(("subqueries", "hits"), [(1, 10), (4, 10), (8, 5)])
def test_hits_are_shared_among_the_subqueries(subqueries: int, hits: int) -> None:
    assert rules.hits_each(subqueries) == hits
