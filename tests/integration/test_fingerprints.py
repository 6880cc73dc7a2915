"""The trace of the very same error stands first, before near ones that have more of the question's words."""

import uuid

import pytest

from app.wiring import Services
from search.fingerprints import fingerprints
from tests.integration.test_search import Submit, search, submit

__all__ = ["submit"]

# What is asked, the same error with other values, and other errors with the values that are asked for.
ERRORS = {
    "numpy": (
        "ValueError: operands could not be broadcast together with shapes (512,24) (512,)",
        "ValueError: operands could not be broadcast together with shapes (3,4) (7,)",
        (
            "TypeError: operands could not be broadcast together with shapes (512,24) (512,)",
            "ValueError: operands could not be broadcast together with remapped shapes (512,24) (512,)",
            "IndexError: shape mismatch: operands could not be broadcast with shapes (512,24) (512,)",
        ),
    ),
    "postgres": (
        'ERROR:  relation "orders" does not exist',
        'ERROR:  relation "person" does not exist',
        (
            'ERROR:  column "total" of relation "orders" does not exist',
            'ERROR:  relation "orders" already exists',
            'ERROR:  sequence for relation "orders" does not exist',
        ),
    ),
    "sockets": (
        "Error: connect ECONNREFUSED 10.0.3.7:5432",
        "Error: connect ECONNREFUSED 127.0.0.1:6379",
        (
            "Error: connect ETIMEDOUT 10.0.3.7:5432",
            "Error: read ECONNRESET 10.0.3.7:5432, connect again",
            "Error: connect EHOSTUNREACH 10.0.3.7:5432",
        ),
    ),
    "javascript": (
        "TypeError: Cannot read properties of undefined (reading 'map')",
        "TypeError: Cannot read properties of undefined (reading 'length')",
        (
            "TypeError: Cannot read properties of null (reading 'map')",
            "TypeError: Cannot set properties of undefined (setting 'map')",
            "ReferenceError: Cannot read properties of undefined (reading 'map')",
        ),
    ),
    "rust": (
        "error[E0502]: cannot borrow `cache` as mutable because it is also borrowed as immutable",
        "error[E0502]: cannot borrow `lines` as mutable because it is also borrowed as immutable",
        (
            "error[E0499]: cannot borrow `cache` as mutable more than once at a time",
            "error[E0596]: cannot borrow `cache` as mutable, as it is not declared as mutable",
            "error[E0505]: cannot move out of `cache` because it is also borrowed as immutable",
        ),
    ),
    "git": (
        "fatal: unable to access 'https://git.example.com/shop.git/': Could not resolve host: git.example.com",
        "fatal: unable to access 'https://code.example.org/blog.git/': Could not resolve host: code.example.org",
        (
            "fatal: unable to access 'https://git.example.com/shop.git/': Could not connect to host: git.example.com",
            "fatal: unable to access 'https://git.example.com/shop.git/': Failed to connect to git.example.com",
            "fatal: unable to read from 'https://git.example.com/shop.git/': Could not resolve host: git.example.com",
        ),
    ),
    "disk": (
        "OSError: [Errno 28] No space left on device: '/var/lib/shop/cache.bin'",
        "OSError: [Errno 28] No space left on device: '/tmp/upload'",
        (
            "OSError: [Errno 19] No such device: '/var/lib/shop/cache.bin'",
            "IOError: [Errno 28] No space left on device: '/var/lib/shop/cache.bin'",
            "OSError: [Errno 122] No quota left on device: '/var/lib/shop/cache.bin'",
        ),
    ),
}


def _exact(text: str) -> set[str]:
    return {each for each in fingerprints(text) if each.startswith("exact:")}


@pytest.mark.parametrize("name", ERRORS)
def test_only_the_same_error_has_the_fingerprint_of_what_is_asked(name: str) -> None:
    asked, same, others = ERRORS[name]
    assert _exact(asked)
    assert _exact(same) == _exact(asked)
    for other in others:
        assert _exact(other)
        assert not _exact(other) & _exact(asked)


@pytest.mark.parametrize("title", [None, "It stopped after the update"])
def test_the_same_error_stands_before_near_ones(parts: Services, submit: Submit, title: str | None) -> None:
    """Told like the others, and under a title that says nothing while the others' are what is asked, nearly."""
    wanted: dict[str, uuid.UUID] = {}
    for name, (_, same, others) in ERRORS.items():
        for n, line in enumerate((same, *others)):
            made = submit(
                title=line if n else title or line,
                context_text=f"The log of case {n} says:\n\n```text\n{line}\n```",
                solution_text=f"Look at what changed in part {n} of {name}.",
            )
            wanted.setdefault(name, made)
    for _ in range(20):
        submit()
    for name, (asked, _, _) in ERRORS.items():
        for q in (asked, f"My build fails with this, what now?\n\n{asked}\n"):
            first, second = search(parts, q, limit=2).results
            assert first.hit.id == wanted[name], (q, first.hit, second.hit)
            assert "fingerprint" in first.hit.matched_by
            # The fingerprint alone puts it there: what comes next is nearer in meaning.
            assert title is None or second.hit.similarity > first.hit.similarity, q
