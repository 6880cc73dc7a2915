from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
import pytest

from app.core.errors import Invalid
from app.core.http.fields import MAX_JSON_DEPTH, Email, JsonObject, OneOrMore, RequestSchema, Text, UtcDateTime
from app.core.http.parsing import parse


class Everything(RequestSchema):
    text = Text(minimum=1, maximum=5)
    free = JsonObject(max_characters=100)
    email = Email()
    at = UtcDateTime()
    numbers = ma.fields.List(ma.fields.Integer(strict=True))
    kinds = OneOrMore(Text(maximum=3), most=2, load_default=ma.missing)


def nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth - 1):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "content",
    [
        {"text": "a" * 5},
        {"text": "日本語"},
        {"free": nested(10)},
        {"free": {"a": [1, "b", None, True]}},
        {"email": "agent-0123abcd@commontrace.auto"},
        {"unknown": "is ignored"},
    ],
)
def test_sound_content_is_taken(content: dict[str, Any]) -> None:
    assert parse(Everything(), content) == {k: v for k, v in content.items() if k != "unknown"}


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "   "}, "text"),
        ({"text": "a" * 6}, "text"),
        ({"text": "a\x00"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": 5}, "text"),
        ({"text": None}, "text"),
        ({"free": []}, "free"),
        ({"free": {"a": "\x00"}}, "free"),
        ({"free": {"\x00": 1}}, "free"),
        ({"free": {"a": ["\ud800"]}}, "free"),
        ({"free": nested(MAX_JSON_DEPTH + 1)}, "free"),
        ({"free": {"a": "x" * 100}}, "free"),
        ({"email": "nobody@example.test"}, "email"),
        ({"email": "not an address"}, "email"),
        ({"at": "yesterday"}, "at"),
        ({"numbers": [1, "two"]}, "numbers.1"),
        ({"kinds": 7}, "kinds.0"),
        ({"kinds": ["a", "long"]}, "kinds.1"),
        ({"kinds": ["a", "b", "c"]}, "kinds"),
    ],
)
def test_a_fault_names_its_field(content: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse(Everything(), content)
    assert [fault.field for fault in caught.value.errors] == [field]
    assert field in caught.value.detail


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(Invalid) as caught:
        parse(Everything(), {"text": "", "email": "x", "at": "x"})
    assert {fault.field for fault in caught.value.errors} == {"text", "email", "at"}


def test_times_go_out_as_utc_with_a_z() -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert Everything().dump({"at": at})["at"] == "2026-01-02T03:04:05Z"
    assert parse(Everything(), {"at": "2026-01-02T03:04:05"})["at"] == at


@pytest.mark.parametrize(("given", "taken"), [("a", ["a"]), (["a", "b"], ["a", "b"]), ([], []), (None, None)])
def test_one_value_stands_for_a_list_of_one(given: Any, taken: list[str] | None) -> None:
    assert parse(Everything(), {"kinds": given})["kinds"] == taken
