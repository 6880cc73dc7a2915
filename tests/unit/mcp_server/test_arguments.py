"""How tool arguments are read."""

import pytest

from mcp_server.arguments import Arguments, BadArgument

ID = "5b6a1f2e-0000-4000-8000-0123456789ab"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["python", "docker"], ["python", "docker"]),
        ("python, docker", ["python", "docker"]),
        ('["python"]', ["python"]),
        ("", []),
        (None, []),
        ([1, "x", " "], ["1", "x"]),
        (["a"] * 9, ["a"] * 3),
    ],
)
def test_lists_of_texts(given, expected):
    assert Arguments({"tags": given}).texts("tags", 3, 50) == expected


@pytest.mark.parametrize("given", [{"a": 1}, [["x"]], 7, [None], '{"a": 1}'])
def test_what_is_no_list_of_texts_is_told(given):
    with pytest.raises(BadArgument, match="tags must be a list"):
        Arguments({"tags": given}).texts("tags", 3, 50)


@pytest.mark.parametrize(
    ("given", "expected"), [(5, 5), ("5", 5), (5.0, 5), (99, 50), (-3, 1), (None, 10), (10**30, 50)]
)
def test_numbers_are_brought_within_bounds(given, expected):
    assert Arguments({"limit": given}).number("limit", 10, 1, 50) == expected


@pytest.mark.parametrize("given", ["five", 2.5, True, [], {}, float("inf")])
def test_what_is_no_number_is_told(given):
    with pytest.raises(BadArgument, match="limit must be a whole number"):
        Arguments({"limit": given}).number("limit", 10, 1, 50)


@pytest.mark.parametrize("given", [ID, ID.upper(), f" {ID} ", f"trace://{ID}", ID.replace("-", "")])
def test_ids(given):
    assert Arguments({"trace_id": given}).trace_id() == ID


@pytest.mark.parametrize("given", ["", None, "x", f"{ID}/../admin", "../keys", 7, [ID]])
def test_what_is_no_id_is_told_and_never_becomes_a_path(given):
    with pytest.raises(BadArgument, match="trace_id"):
        Arguments({"trace_id": given}).trace_id()


@pytest.mark.parametrize(
    ("given", "expected"), [({"a": 1}, {"a": 1}), ('{"a": 1}', {"a": 1}), (None, {}), ("", {}), ([], {})]
)
def test_objects(given, expected):
    assert Arguments({"context": given}).mapping("context") == expected


@pytest.mark.parametrize("given", ["text", [1], 7, '{"a":', "[" * 100_000])
def test_what_is_no_object_is_told(given):
    with pytest.raises(BadArgument, match="context must be an object"):
        Arguments({"context": given}).mapping("context")


def test_text_keeps_its_length_and_loses_what_cannot_be_sent():
    assert Arguments({"q": "a\ud800b"}).text("q", 10) == "a?b"
    assert Arguments({"q": 42}).text("q", 10) == "42"
    with pytest.raises(BadArgument, match="at most 3"):
        Arguments({"q": "abcd"}).text("q", 3)
    with pytest.raises(BadArgument, match="must be text"):
        Arguments({"q": ["a"]}).text("q", 3)
    with pytest.raises(BadArgument, match="q is required"):
        Arguments({"q": "  "}).required("q", 3)


def test_choices_and_flags():
    assert Arguments({"v": " UP "}).choice("v", ("up", "down")) == "up"
    with pytest.raises(BadArgument, match="v must be one of: up, down"):
        Arguments({}).choice("v", ("up", "down"))
    assert Arguments({"f": "false"}).flag("f", default=True) is False
    with pytest.raises(BadArgument, match="f must be true or false"):
        Arguments({"f": 1}).flag("f", default=True)
