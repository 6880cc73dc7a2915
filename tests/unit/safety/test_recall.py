"""Of secrets made at run time, in traces of fourteen lines: those with a prefix all found, the others nearly all."""

import random
from collections.abc import Callable

import pytest

from app.safety import rules
from tests.unit.safety import fakes, placements

SEED = 20261121
ROUNDS = 6


def _placements(kind: str) -> dict[str, placements.Placement]:
    if kind in fakes.NAMED or kind in placements.NO_SPLIT:
        return placements.EVERY
    return placements.EVERY | placements.PREFIXED_ONLY


def _missed(kind: str, makes: list[Callable[[random.Random], str]]) -> tuple[int, list[str]]:
    """How many were placed, and the placements in which one wasn't found where it stands; never the secret."""
    rng = random.Random(f"{SEED}{kind}")
    missed = []
    placed = 0
    for name, place in _placements(kind).items():
        for _ in range(ROUNDS):
            text = place(rng.choice(makes)(rng), rng)
            last = placements.LINE + text.count("\n")
            found = rules.scan(placements.trace(text))
            placed += 1
            if not any(placements.LINE - 1 <= f.line <= last for f in found):
                missed.append(name)
    return placed, missed


@pytest.mark.parametrize("kind", fakes.PREFIXED)
def test_secrets_of_known_form_are_all_found(kind: str) -> None:
    _, missed = _missed(kind, fakes.PREFIXED[kind])
    assert missed == [], f"seed {SEED}"


@pytest.mark.parametrize("kind", fakes.NAMED)
def test_named_secrets_are_nearly_all_found(kind: str) -> None:
    placed, missed = _missed(kind, fakes.NAMED[kind])
    assert len(missed) <= placed * 0.05, f"seed {SEED}: {missed}"


@pytest.mark.parametrize("kind", [*fakes.PREFIXED, *fakes.NAMED])
def test_each_kind_is_called_by_its_name(kind: str) -> None:
    rng = random.Random(f"{SEED}{kind}")
    for make in (fakes.PREFIXED | fakes.NAMED)[kind]:
        assert kind in {f.kind for f in rules.scan(placements.trace(make(rng)))}


def test_a_trace_without_a_secret_is_clean() -> None:
    assert rules.scan(placements.trace("nothing of the kind")) == []
