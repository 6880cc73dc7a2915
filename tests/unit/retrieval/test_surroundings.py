from typing import Any

import pytest

from app.retrieval.surroundings import named, versions_named


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        ({}, None),
        ({"language": "python"}, "python"),
        ({"language": " Python "}, "python"),
        ({"language": "C#"}, "csharp"),
        ({"language": "Visual Basic"}, "visual-basic"),
        ({"language": ""}, None),
        ({"language": " "}, None),
        ({"language": 3, "project_id": 1}, None),
        ({"language": None}, None),
        ({"language": ["python"]}, None),
        ({"framework": "django"}, None),
        ({"language": "x" * 999}, "x" * 100),
    ],
)
def test_what_a_context_names(context: dict[str, Any], expected: str | None) -> None:
    assert named(context, "language") == expected


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        (None, ()),
        ("django 4", ()),
        ({"Flask": "3.0", "django": ">=4,<6"}, (("django", ">=4,<6"), ("flask", "3.0"))),
        ({"python": 3.12, "node": 22}, (("node", "22"), ("python", "3.12"))),
        ({"python": "the newest", "go": None, "rust": True, "c": ["11"]}, ()),
        ({f"l{n:02}": "1" for n in range(99)}, tuple((f"l{n:02}", "1") for n in range(20))),
    ],
)
def test_which_versions_a_context_names(versions: Any, expected: tuple[tuple[str, str], ...]) -> None:
    assert versions_named({"versions": versions}) == expected
