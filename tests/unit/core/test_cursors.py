import base64
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from app.core.http.cursors import Cursor
from app.core.paging import Position

FIELD = Cursor()


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=5))])), st.uuids())
def test_a_position_comes_back_to_the_microsecond(at: datetime, id_: uuid.UUID) -> None:
    try:
        text = FIELD._serialize(Position(at, id_), None, None)
    except OverflowError:
        return
    assert FIELD.deserialize(text) == Position(at, id_)


@pytest.mark.parametrize(
    "text",
    ["", "x", "2026-01-01T00:00:00Z", "é", "=" * 7, base64.urlsafe_b64encode(b"\xff\xfe").decode()]
    + [
        base64.urlsafe_b64encode(inner.encode()).decode()
        for inner in (
            "2026-01-01T00:00:00+00:00",
            "2026-01-01T00:00:00 " + str(uuid.UUID(int=1)),
            "yesterday " + str(uuid.UUID(int=1)),
            "2026-01-01T00:00:00+00:00 one two",
            "2026-01-01T00:00:00+00:00 none",
        )
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        FIELD.deserialize(text)
