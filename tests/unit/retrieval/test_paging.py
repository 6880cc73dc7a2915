import uuid
from datetime import UTC, datetime, timedelta

import pytest

from app.core.errors import Invalid
from app.core.sealed import seal
from app.retrieval.paging import MAX_CURSOR_CHARACTERS, MOST_HITS, PURPOSE, VALID_FOR, Position, from_cursor, to_cursor
from app.retrieval.question import Question, question
from search.query.spec import Filters

SECRET = b"s" * 32
NOW = datetime(2026, 11, 21, 12, 0, 0, 123_000, tzinfo=UTC)
ASKER = uuid.UUID(int=1)
DIGEST = Question("pool runs dry").digest(ASKER)


@pytest.mark.parametrize(
    "position",
    [
        Position(NOW),
        Position(NOW, had_good_match=True),
        Position(NOW, after=(1.25, 1_700_000_000_000, "an id")),
        Position(NOW, Position(NOW).showing([uuid.uuid4(), uuid.uuid4()])),
    ],
)
def test_a_position_comes_back_from_its_cursor(position: Position) -> None:
    assert from_cursor(to_cursor(position, DIGEST, SECRET), DIGEST, [SECRET], NOW) == position


def test_what_was_shown_is_known() -> None:
    first, second = uuid.uuid4(), uuid.uuid4()
    position = Position(NOW, Position(NOW).showing([first]))
    assert position.has_shown(first)
    assert not position.has_shown(second)


def test_the_last_cursor_of_a_window_is_short_enough_to_be_taken_back() -> None:
    all_shown = Position(NOW).showing([uuid.uuid4() for _ in range(MOST_HITS)])
    assert len(to_cursor(Position(NOW, all_shown), DIGEST, SECRET)) <= MAX_CURSOR_CHARACTERS


GOOD = to_cursor(Position(NOW), DIGEST, SECRET)


@pytest.mark.parametrize(
    ("cursor", "digest", "at", "code"),
    [
        ("", DIGEST, NOW, "cursor_invalid"),
        ("ü", DIGEST, NOW, "cursor_invalid"),
        (GOOD[:-1], DIGEST, NOW, "cursor_invalid"),
        (f"A{GOOD}", DIGEST, NOW, "cursor_invalid"),
        (to_cursor(Position(NOW), DIGEST, b"o" * 32), DIGEST, NOW, "cursor_invalid"),
        (seal(b"[0]", SECRET, PURPOSE), DIGEST, NOW, "cursor_invalid"),
        (GOOD, Question("another").digest(ASKER), NOW, "cursor_of_another_search"),
        (GOOD, Question("pool runs dry").digest(uuid.UUID(int=2)), NOW, "cursor_of_another_search"),
        (GOOD, DIGEST, NOW + VALID_FOR + timedelta(seconds=1), "cursor_expired"),
    ],
)
def test_a_cursor_is_refused_with_its_reason(cursor: str, digest: bytes, at: datetime, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        from_cursor(cursor, digest, [SECRET], at)
    assert [(each.field, each.code) for each in caught.value.errors] == [("cursor", code)]


BASE = Question("q", Filters(tags=("a",), versions={"x": "1", "y": "2"}))


@pytest.mark.parametrize(
    "other",
    [
        Question("r", BASE.filters),
        Question("q"),
        Question("q", Filters(tags=("a",), versions={"x": "1", "y": "3"})),
        Question("q", BASE.filters, include_expired=False),
        Question("q", BASE.filters, mode="lexical"),
        Question("q", BASE.filters, sort="newest"),
    ],
)
def test_every_part_of_a_question_tells_it_apart(other: Question) -> None:
    assert other.digest(ASKER) != BASE.digest(ASKER)


def test_the_order_of_versions_makes_no_other_question() -> None:
    turned = Question("q", Filters(tags=("a",), versions={"y": "2", "x": "1"}))
    assert turned.digest(ASKER) == BASE.digest(ASKER)


def test_tags_are_brought_into_normal_form() -> None:
    asked = question("  q ", ["Python"], Filters(tags=("PY", "k8s"), tags_any=("ts", "!!"), tags_none=("JS", "!!")))
    assert asked == Question(
        "q", Filters(tags=("python", "kubernetes"), tags_any=("typescript",), tags_none=("javascript",))
    )


@pytest.mark.parametrize("filters", [Filters(tags=("!!",)), Filters(tags_any=("!!", "??"))])
def test_nothing_has_a_tag_that_cannot_be(filters: Filters) -> None:
    assert question("q", filters=filters) is None
