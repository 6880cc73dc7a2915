"""How many cases are tried, given what one round of them yields."""

from collections.abc import Sequence
from typing import Any

import pytest

from scripts.conformance import running
from scripts.conformance.running import COVERAGE, PHASES, Done, Nonconformance, run


class Rounds:
    """Stands in for schemathesis: each round yields as many cases as is said, and all operations."""

    def __init__(self, *cases: int) -> None:
        self._cases = list(cases)
        self.asked: list[tuple[int, int, list[str]]] = []

    def __call__(self, _url: str, examples: int, seed: int, phases: Sequence[str]) -> tuple[dict[str, Any], str]:
        self.asked.append((examples, seed, list(phases)))
        report = {"test_cases": {"generated": self._cases.pop(0)}, "operations": {"tested": 3, "total": 3}}
        return report, "API Links: 2 covered / 4 selected"


def _rounds(monkeypatch: pytest.MonkeyPatch, *cases: int) -> Rounds:
    rounds = Rounds(*cases)
    monkeypatch.setattr(running, "_round", rounds)
    return rounds


def test_it_goes_on_until_there_were_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = _rounds(monkeypatch, 500, 400, 100)
    assert run("http://api", 1_000, 7) == Done(1_000, 3, "2 covered / 4 selected")
    later = [phase for phase in PHASES if phase != COVERAGE]
    assert rounds.asked == [(12, 7, list(PHASES)), (6, 8, later), (1, 9, later)]


def test_fewer_than_were_asked_for_are_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    _rounds(monkeypatch, 500, 499)
    with pytest.raises(Nonconformance, match="only 999 of 1000 cases were tried in 2 rounds"):
        run("http://api", 1_000, 7, most_rounds=2)


def test_coverage_alone_is_done_when_it_is_through(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds = _rounds(monkeypatch, 500)
    assert run("http://api", 1_000, 7, phases=[COVERAGE]).cases == 500
    assert [phases for _, _, phases in rounds.asked] == [[COVERAGE]]


def test_an_operation_that_was_left_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave_out(*_: object) -> tuple[dict[str, Any], str]:
        return {"test_cases": {"generated": 9}, "operations": {"tested": 2, "total": 3}}, ""

    monkeypatch.setattr(running, "_round", leave_out)
    with pytest.raises(Nonconformance, match="only 2 of 3 operations"):
        run("http://api", 9, 7)
