from typing import Any

import pytest

from app.traces import rules


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("A title", "ctx", "sol"), (" A title ", "ctx\n", "sol"), True),
        (("A title", "a\nb", "sol"), ("A title", "a \r\nb\r\n", "sol"), True),
        (("A title", "ctx", "tar -c"), ("A title", "ctx", "tar -C"), False),
        (("A title", "ctx", "if x:\n    y\n    z"), ("A title", "ctx", "if x:\n    y\nz"), False),
        (("A title", "ctx", "sol"), ("A title", "ctx", "sol!"), False),
        (("caf\u00e9", "c", "s"), ("cafe\u0301", "c", "s"), True),
        (("ab", "c", "s"), ("a", "bc", "s"), False),
    ],
)
def test_content_hash(one: tuple[str, str, str], other: tuple[str, str, str], same: bool) -> None:
    assert (rules.content_hash(*one) == rules.content_hash(*other)) is same


def test_the_recorded_hash_sees_what_the_content_hash_does_not() -> None:
    assert rules.document_hash("T", "c", "s", ["a"], {}) != rules.document_hash("t", "c", "s", ["a"], {})
    assert rules.document_hash("t", "c", "s", ["a"], {}) != rules.document_hash("t", "c", "s", ["b"], {})
    assert rules.document_hash("t", "c", "s", [], {"a": 1, "b": 2}) == rules.document_hash(
        "t", "c", "s", [], {"b": 2, "a": 1}
    )


@pytest.mark.parametrize(
    ("metadata", "tags", "solution", "expected"),
    [
        ({"language": " Python ", "os": "Linux"}, [], "", {"language": "python", "os": "linux"}),
        ({}, ["rust", "docker"], "", {"language": "rust", "environment": "docker"}),
        ({"language": "go"}, ["rust"], "", {"language": "go"}),
        ({"language": "C++", "runtime": "Node.js"}, [], "", {"language": "cpp", "runtime": "node"}),
        ({"language": "golang", "framework": "Spring  Boot"}, [], "", {"language": "go", "framework": "spring-boot"}),
        ({}, [], "text\n```tsx\nlet a\n```", {"language": "typescript"}),
        ({}, [], "```yaml\na: 1\n```\n```py\nx\n```", {"language": "python"}),
        ({"language": 5, "framework": ""}, [], "FROM x", {}),
    ],
)
def test_context_fingerprint(
    metadata: dict[str, Any], tags: list[str], solution: str, expected: dict[str, str]
) -> None:
    assert rules.context_fingerprint(metadata, tags, solution) == expected


@pytest.mark.parametrize(
    ("solution", "metadata", "fingerprint", "depth"),
    [
        ("short", {}, {}, 0),
        ("short", {"error_message": "boom"}, {}, 1),
        ("short", {}, {"language": "python"}, 0),
        ("short", {}, {"language": "python", "framework": "flask"}, 1),
        ("short", {"versions": {"python": "3"}}, {"language": "python"}, 1),
        ("x" * 201, {}, {}, 1),
        ("pip install a==1.2", {}, {}, 1),
        ("use react@19.1 " + "x" * 200, {"error_message": "e"}, {"language": "js", "framework": "react"}, 4),
    ],
)
def test_depth_score(solution: str, metadata: dict[str, Any], fingerprint: dict[str, str], depth: int) -> None:
    assert rules.depth_score(solution, metadata, fingerprint) == depth


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({}, 0.2),
        ({"detection_pattern": "security_hardening"}, 0.8),
        ({"detection_pattern": "post_turn_revision"}, 0.5),
        ({"detection_pattern": "error_resolution", "error_count": 2}, 0.66),
        ({"error_count": 1000, "time_to_resolution_minutes": 1000, "iteration_count": 99, "user_emphasis": True}, 0.8),
        ({"detection_pattern": "security_hardening", "error_count": 99, "time_to_resolution_minutes": 99}, 1.0),
        ({"error_count": "many", "time_to_resolution_minutes": None, "iteration_count": -5}, 0.2),
        ({"error_count": float("inf")}, 0.2),
        ({"detection_pattern": ["a", "list"]}, 0.2),
    ],
)
def test_somatic_intensity(metadata: dict[str, Any], expected: float) -> None:
    assert rules.somatic_intensity(metadata) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("tags", "metadata", "expected"),
    [
        (["security", "typo"], {}, "critical"),
        ([], {"detection_pattern": "security_hardening"}, "critical"),
        (["bug"], {}, "high"),
        ([], {"error_count": 6}, "high"),
        ([], {"error_count": 5}, "normal"),
        (["typo"], {}, "low"),
        (["python"], {}, "normal"),
    ],
)
def test_impact_level(tags: list[str], metadata: dict[str, Any], expected: str) -> None:
    assert rules.impact_level(tags, metadata) == expected


@pytest.mark.parametrize(
    ("tags", "days"), [([], 365), (["react", "docker"], 180), (["docker"], 730), (["css", "python"], 270)]
)
def test_half_life(tags: list[str], days: int) -> None:
    assert rules.half_life_days(tags) == days
