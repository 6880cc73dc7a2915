"""What the ranking promises, over the real index."""

import uuid

import pytest

from app.wiring import Services
from tests.integration.test_search import Submit, ids, search, submit

__all__ = ["submit"]


def test_an_exact_error_stands_first_whatever_else_is_nearer(parts: Services, submit: Submit) -> None:
    wanted = submit(
        title="Loop variables in closures",
        context_text="```text\nValueError: operands could not be broadcast together with shapes (3,4) (7,)\n```",
        solution_text="Reshape one of them.",
    )
    for n in range(30):
        submit(
            title=f"numpy operands and shapes, part {n}",
            context_text=f"Broadcasting of arrays with shapes: what operands are put together in case {n}",
            solution_text="numpy broadcasts the operands: np.broadcast_shapes",
        )
    answer = search(parts, "numpy: ValueError: operands could not be broadcast together with shapes (512,24) (512,)")
    assert ids(answer)[0] == wanted
    assert answer.results[0].hit.matched_by == ("words", "fingerprint", "meaning")
    assert all("fingerprint" not in found.hit.matched_by for found in answer.results[1:])


@pytest.mark.parametrize(
    ("q", "text"),
    [
        ("user by id", "def getUserById(key): ..."),
        ("broadcast shape", "np.broadcast_shapes(a, b)"),
        ("no cache", "docker build --no-cache ."),
        ("--no-cache", "docker build --no-cache ."),
        ("null pointer", "java.lang.NullPointerException"),
        ("libraries", "the library"),
    ],
)
def test_a_name_is_found_by_its_parts(parts: Services, submit: Submit, q: str, text: str) -> None:
    wanted = submit(title="Something", context_text="Of some kind", solution_text=text)
    other: list[uuid.UUID] = [
        submit(title="Something", context_text="Of some kind", solution_text=f"x{n}") for n in (1, 2)
    ]
    found = ids(search(parts, q, mode="lexical"))
    assert found == [wanted]
    assert not set(other) & set(found)
