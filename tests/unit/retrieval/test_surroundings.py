from typing import Any

import pytest

from app.retrieval.surroundings import named


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
