"""What looks like a secret and is none passes."""

import random
from pathlib import Path

import pytest

from app.safety import rules
from tests.unit.safety import benign, placements

SEED = 20261122
EACH = 90
SEED_TRACES = sorted((Path(__file__).parents[3] / "scripts" / "seed_traces").rglob("*.md"))


def test_at_most_one_benign_text_in_a_hundred_is_flagged() -> None:
    rng = random.Random(SEED)
    flagged: list[str] = []
    for name, make in benign.EVERY.items():
        for i in range(EACH):
            text = make(rng)
            if rules.scan(placements.trace(text) if i % 2 else text):
                flagged.append(name)
    size = EACH * len(benign.EVERY)
    assert size >= 2000
    assert len(flagged) <= size // 100, f"seed {SEED}: {flagged}"


@pytest.mark.parametrize("path", SEED_TRACES, ids=lambda path: path.stem)
def test_seed_traces_are_clean(path: Path) -> None:
    assert rules.scan(path.read_text()) == []


def test_there_are_seed_traces() -> None:
    assert len(SEED_TRACES) >= 20
