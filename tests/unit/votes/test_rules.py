from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reputation.rules import Weight
from app.votes import rules
from app.votes.rules import CONTEXT_SHARES, DOWN, UP, alignment, heard

FULL = Weight(800, established=True)
DJANGO_ON_LINUX = {"language": "python", "framework": "django", "os": "linux"}


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({}, None),
        ({"os": "  "}, None),
        ({"os": ["linux"], "project": "x"}, None),
        (DJANGO_ON_LINUX, 1.0),
        ({"language": " Python ", "framework": "DJANGO", "os": "Linux"}, 1.0),
        ({"language": "py", "framework": "DJANGO", "os": "Linux"}, 1.0),
        ({"os": "windows"}, 0.0),
        ({"language": "python"}, 0.3 / 0.7),
        ({**DJANGO_ON_LINUX, "os": "windows"}, 0.55 / 0.7),
        # What only the voter names counts as well.
        ({**DJANGO_ON_LINUX, "runtime": "node"}, 0.7 / 0.8),
        ({"language": "go", "framework": "gin", "os": "windows", "environment": "ci"}, 0.0),
    ],
)
def test_how_much_surroundings_agree(context: dict[str, Any], expected: float | None) -> None:
    assert alignment(context, DJANGO_ON_LINUX) == (expected if expected is None else pytest.approx(expected))
    assert alignment(DJANGO_ON_LINUX, context) == alignment(context, DJANGO_ON_LINUX)


@pytest.mark.parametrize(
    ("vote_type", "context", "thousandths"),
    [
        (DOWN, {}, 800),
        (DOWN, DJANGO_ON_LINUX, 800),
        (DOWN, {"os": "windows"}, 240),
        (DOWN, {**DJANGO_ON_LINUX, "os": "windows"}, 680),
        # Praise from elsewhere is no less true.
        (UP, {"os": "windows"}, 800),
    ],
)
def test_a_down_vote_from_elsewhere_weighs_less(vote_type: str, context: dict[str, Any], thousandths: int) -> None:
    assert heard(FULL, vote_type, context, DJANGO_ON_LINUX) == Weight(thousandths, established=True)
    assert heard(FULL, vote_type, context, {}) == FULL


surroundings = st.dictionaries(st.sampled_from(sorted(CONTEXT_SHARES)), st.sampled_from(["a", "b", "", 1, None]))


@given(surroundings, surroundings, st.sampled_from([UP, DOWN]), st.integers(100, 800))
def test_no_context_makes_a_vote_heavier(one: Any, other: Any, vote_type: str, thousandths: int) -> None:
    heavy = Weight(thousandths, established=False)
    assert round(rules.ELSEWHERE * thousandths) <= heard(heavy, vote_type, one, other).thousandths <= thousandths


def test_the_shares_are_those_of_the_contract() -> None:
    assert sum(CONTEXT_SHARES.values()) == pytest.approx(1.0)
