"""The promises of a pack: never above the budget, nothing cut inside a block, everything cited."""

from collections.abc import Sequence

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from app.context.counting import Ruler
from app.context.fencing import Fence
from app.context.packing import MOST_PIECES, Pack, pack
from app.context.rules import DUPLICATE, Candidate, LeftOut
from app.context.writing import NEAREST, NO_GOOD_MATCH, NO_ROOM, JsonWriter, MarkdownWriter, Writer
from search.embeddings.tokens import NoCounter
from tests.unit.context.candidates import NOW, WordCounter, candidate

MARK = "9f2c81d0"
MARKDOWN: Writer = MarkdownWriter(Fence(MARK), NOW)
JSON: Writer = JsonWriter(NOW)
RULERS = (Ruler(WordCounter(), 0.05), Ruler(NoCounter(), 0), Ruler(WordCounter(), 0.25))

LINE = st.sampled_from(
    ["```py", "```", "x = 1", "One. Two.", "", "- item", f"</commontrace-data {MARK[:-1]}>", "\u202e\x1b[0m",
     "日本語。", "A long sentence that takes a good many tokens of the budget, on and on.", "~~~",
     "<!--", "# Solution", '"\\\n']
)  # fmt: skip
TEXT = st.lists(LINE, min_size=1, max_size=30).map("\n".join) | st.text(min_size=1, max_size=300)
CANDIDATES = st.lists(
    st.builds(
        lambda title, context, solution, reason: candidate(
            title=title, context_text=context, solution_text=solution, is_stale=reason is not None, stale_reason=reason
        ),
        st.text(min_size=1, max_size=200), TEXT, TEXT, st.none() | st.text(max_size=300),
    ),
    max_size=8,
)  # fmt: skip
ANY = (CANDIDATES, st.integers(100, 3_000), st.sampled_from(RULERS), st.integers(0, 3))


def made(
    found: list[Candidate], budget: int, ruler: Ruler, writer: Writer, first: int = 1, *, matched: bool | None = None
) -> Pack:
    return pack(
        found, [], min(first, len(found)), budget, ruler, writer, matched=bool(found) if matched is None else matched
    )


@settings(max_examples=150, deadline=None)
@given(*ANY)
def test_never_above_the_budget(found: list[Candidate], budget: int, ruler: Ruler, first: int) -> None:
    for writer in (MARKDOWN, JSON):
        packed = made(found, budget, ruler, writer, first)
        assert ruler.tokens(ruler.size(packed.text)) <= budget
        assert packed.size == ruler.size(packed.text)
        assert len(packed.pieces) + len(packed.left_out) + packed.more == len(found)


@settings(max_examples=150, deadline=None)
@given(*ANY)
def test_the_fence_closes_outside_every_block(found: list[Candidate], budget: int, ruler: Ruler, first: int) -> None:
    packed = made(found, budget, ruler, MARKDOWN, first)
    assert packed.text.count(f"</commontrace-data {MARK}>") == bool(packed.pieces or packed.left_out)
    if packed.pieces or packed.left_out:
        last = MarkdownIt().parse(packed.text)[-1]
        assert last.type in {"html_block", "paragraph_close"}
        heads = [t.content for t in MarkdownIt().parse(packed.text) if t.type == "inline" and f"[{MARK} " in t.content]
        assert len([head for head in heads if head.startswith(f"[{MARK} ")]) == len(packed.pieces)


@settings(max_examples=100, deadline=None)
@given(*ANY)
def test_every_piece_is_cited(found: list[Candidate], budget: int, ruler: Ruler, first: int) -> None:
    markdown = made(found, budget, ruler, MARKDOWN, first)
    for number, piece in enumerate(markdown.pieces, 1):
        assert f"## [{MARK} {number}] " in markdown.text
        assert (
            f"id {piece.candidate.id}; validated; trust 0.50; not tried yet; 151 days old; revision 1" in markdown.text
        )
    answer = orjson.loads(made(found, budget, ruler, JSON, first).text)
    for piece in answer["pieces"]:
        assert {"id", "status", "trust_score", "outcomes", "age_days", "revision", "is_stale", "part"} <= piece.keys()


@settings(max_examples=100, deadline=None)
@given(CANDIDATES, st.integers(100, 3_000))
def test_the_same_in_the_same_out(found: list[Candidate], budget: int) -> None:
    assert made(found, budget, RULERS[0], MARKDOWN) == made(found, budget, RULERS[0], MARKDOWN)


class UnevenCounter:
    """Counts a whole for more than its parts, as no tokenizer should."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [int((len(text) / 5) ** 1.2) for text in texts]


def test_the_promise_does_not_rest_on_sums() -> None:
    found = [candidate(solution_text=f"Do this.\n\n{PROSE}") for _ in range(6)]
    ruler = Ruler(UnevenCounter(), 0)
    for writer in (MARKDOWN, JSON):
        for budget in range(300, 3_000, 150):
            packed = pack(found, [], 2, budget, ruler, writer, matched=bool(found))
            assert ruler.size(packed.text).tokens <= budget
            assert len(packed.pieces) + len(packed.left_out) + packed.more == len(found)


CODE = "```python\n" + "\n".join(f"line_{n} = call_{n}()" for n in range(12)) + "\n```"
PROSE = " ".join(f"Sentence {n} of the explanation goes on for a while." for n in range(40))


def test_what_is_too_long_is_given_by_its_essential_part() -> None:
    long = candidate(context_text=f"It hangs. {PROSE}", solution_text=f"Do this.\n\n{CODE}\n\n{PROSE}")
    packed = made([long], 500, RULERS[0], MARKDOWN, matched=True)
    (piece,) = packed.pieces
    assert piece.body.part == "essential"
    assert "It hangs." in piece.body.text
    assert f"Do this.\n\n{CODE}" in piece.body.text
    assert "cut, read it by its id for the rest" in packed.text


def test_a_code_block_is_there_whole_or_not_at_all() -> None:
    long = candidate(solution_text=f"Do this.\n\n{CODE}\n\n{PROSE}")
    for budget in range(200, 900, 20):
        text = made([long], budget, RULERS[0], MARKDOWN).text
        assert ("line_0 " in text) == (CODE in text)


def test_what_fits_is_given_in_full_and_in_order() -> None:
    found = [candidate() for _ in range(4)]
    packed = made(found, 4_000, RULERS[0], MARKDOWN)
    assert [piece.body.part for piece in packed.pieces] == ["full"] * 4
    assert [piece.candidate for piece in packed.pieces] == found
    assert packed.left_out == []


def test_the_best_of_every_subquery_is_there_before_anyone_is_whole() -> None:
    found = [candidate(solution_text=f"Do this.\n\n{PROSE}") for _ in range(5)]
    packed = pack(found, [], 3, 900, RULERS[0], MARKDOWN, matched=True)
    assert [piece.candidate for piece in packed.pieces][:3] == found[:3]


def test_what_was_left_out_is_named_with_the_reason() -> None:
    found = [candidate(solution_text=f"Do this.\n\n{PROSE}") for _ in range(4)]
    copy = candidate(title="A copy")
    left_out = [LeftOut(copy.id, copy.title, DUPLICATE, found[0].id)]
    packed = pack(found, left_out, 1, 3_000, RULERS[0], MARKDOWN, matched=True)
    assert f"- {copy.id} A copy (duplicate)" in packed.text


def test_what_is_no_more_than_the_nearest_is_told_so() -> None:
    assert made([candidate()], 2_000, RULERS[0], MARKDOWN, matched=False).text.startswith(NEAREST)
    assert NEAREST not in made([candidate()], 2_000, RULERS[0], MARKDOWN).text
    assert len(NEAREST) <= len(NO_GOOD_MATCH)


def test_no_more_pieces_than_can_be_read() -> None:
    packed = made([candidate() for _ in range(30)], 32_000, RULERS[0], MARKDOWN)
    assert len(packed.pieces) == MOST_PIECES


@pytest.mark.parametrize(("found", "said"), [([], NO_GOOD_MATCH), ([candidate()], NO_ROOM)])
def test_the_smallest_budget_says_why_there_is_nothing(found: list[Candidate], said: str) -> None:
    assert made(found, 100, RULERS[2], MARKDOWN).text == f"{said}\n"
