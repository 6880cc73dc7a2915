import random

from hypothesis import given
from hypothesis import strategies as st

from search.shapes import FEWEST, shapes

WORDS = [f"word{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(400)]


def shared(changed: int, of: int = 200) -> float:
    """How often a text and its copy with `changed` other words have a shape in common."""
    found = 0
    for seed in range(100):
        words = random.Random(seed).sample(WORDS, of + changed)
        found += bool(set(shapes(" ".join(words[:of]))) & set(shapes(" ".join(words[changed:]))))
    return found / 100


def test_near_copies_share_a_shape_and_others_do_not() -> None:
    assert shared(0) == 1
    assert shared(2) > 0.8
    assert shared(40) < 0.1
    assert shared(150) == 0


def test_order_and_repetition_do_not_count_in_long_texts() -> None:
    words = WORDS[: FEWEST + 10]
    assert shapes(" ".join(words)) == shapes(" ".join([*reversed(words), *words]))


def test_short_texts_are_alike_only_when_they_say_the_same() -> None:
    assert shapes("Close the pool, in a with-block.") == shapes("close the pool in a `with` block")
    assert not set(shapes("Close the pool 1")) & set(shapes("Close the pool 2"))


@given(st.text(max_size=50))
def test_any_text_has_few(text: str) -> None:
    assert len(shapes(text)) <= 4
    assert shapes(text) == shapes(text)
