import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.highlights import PIECE_CHARACTERS, PIECES, highlight
from search.terms import distinct


@pytest.mark.parametrize(
    ("question", "text", "matched"),
    [
        ("pool dry", "The pool runs dry", ["pool", "dry"]),
        ("GRÖSSE <b>", "Größe & <b>&amp; größe", ["b"]),
        ("größe", "Größe & größe", ["Größe", "größe"]),
        ("nothing of it", "The pool runs dry", []),
        ("", "The pool runs dry", []),
        ("pool", "", []),
        ("E7777!", "stops with E7777.", ["E7777"]),
        ("get a user", "calls getUserById(users)", ["getUserById", "users"]),
        ("no cache", "build with --no-cache", ["--no-cache"]),
    ],
)
def test_the_words_are_found_where_they_stand(question: str, text: str, matched: list[str]) -> None:
    found = highlight(question, {"title": text})
    assert [piece.text[start:end] for piece in found.pieces for start, end in piece.matches] == matched
    assert set(found.words) == {each.lower() for each in matched}
    assert all(piece.text == text for piece in found.pieces)


def test_fields_come_in_reading_order_with_tags_as_text() -> None:
    fields = {"tags": ["python", "pool"], "solution_text": "a pool", "title": "pool", "other": "pool"}
    found = highlight("pool", fields)
    assert [(piece.field, piece.text) for piece in found.pieces] == [
        ("title", "pool"),
        ("solution_text", "a pool"),
        ("tags", "python pool"),
    ]


def test_of_a_long_text_the_pieces_with_most_words_are_shown() -> None:
    filler = "and so on and so forth " * 20
    text = f"pool {filler} pool pool {filler} the pool runs dry {filler} dry pool {filler}"
    found = highlight("pool runs dry", {"context_text": text})
    assert len(found.pieces) == PIECES
    assert "the pool runs dry" in found.pieces[0].text
    assert "dry pool" in found.pieces[1].text
    assert all(len(piece.text) <= PIECE_CHARACTERS for piece in found.pieces)
    assert all(piece.text in text for piece in found.pieces)


TEXT = st.text(alphabet=st.sampled_from("ab \n.é"), max_size=600)


@given(st.text(alphabet=st.sampled_from("ab é"), max_size=10), TEXT)
def test_every_place_holds_a_word_of_the_question(question: str, text: str) -> None:
    wanted = set(distinct(question))
    for piece in highlight(question, {"context_text": text}).pieces:
        assert piece.matches
        assert piece.text in text
        for start, end in piece.matches:
            assert not wanted.isdisjoint(distinct(piece.text[start:end]))
