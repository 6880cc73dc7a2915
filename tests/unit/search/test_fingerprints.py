import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fingerprints import LONGEST, MOST, fingerprints

# The same error on two machines, and a fingerprint that both must have.
SAME = [
    (
        "ModuleNotFoundError: No module named 'requests'",
        'Traceback (most recent call last):\n  File "/srv/app.py", line 3\nModuleNotFoundError: No module named "yaml"',
        "exact:modulenotfounderror_no_module_named_*",
    ),
    (
        "sqlalchemy.exc.TimeoutError: QueuePool limit of size 5 overflow 10 reached, connection timed out",
        "TimeoutError: QueuePool limit of size 20 overflow 0 reached, connection timed out, timeout 5.00 (see x)",
        "head:timeouterror_queuepool_limit_of_size_overflow",
    ),
    (
        "RuntimeError: no running event loop",
        "why does `RuntimeError: no running event loop` come when I create it at import",
        "exact:runtimeerror_no_running_event_loop",
    ),
    (
        "Error: connect ECONNREFUSED 127.0.0.1:5432\n    at TCPConnectWrap.afterConnect (node:net:1555:16)",
        "Uncaught Error: connect ECONNREFUSED ::1:3000",
        "exact:connect_econnrefused_*",
    ),
    (
        "Error: ENOENT: no such file or directory, open './data/tariffs.json'",
        "Error: ENOENT: no such file or directory, open '/var/x/y.json'",
        "exact:enoent_no_such_file_or_directory_open_*",
    ),
    (
        "TypeError: foo is not a function",
        "Uncaught TypeError: bar.baz is not a function at index.js:3",
        "head:typeerror_is_not_a_function",
    ),
    (
        "npm ERR! code EACCES\nnpm ERR! Error: EACCES: permission denied, mkdir '/usr/lib/node_modules/a'",
        "npm error Error: EACCES: permission denied, mkdir '/opt/b'",
        "exact:eacces_permission_denied_mkdir_*",
    ),
    (
        "panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:",
        "panic: runtime error: index out of range [12] with length 12",
        "exact:runtime_error_index_out_of_range_*_with_length_*",
    ),
    (
        "error[E0502]: cannot borrow `self.nodes` as mutable because it is also borrowed as immutable\n --> a.rs:5",
        "error[E0502]: cannot borrow `v` as mutable because it is also borrowed as immutable",
        "exact:e0502_cannot_borrow_*_as_mutable_because_it_is_also_borrowed_as_immutable",
    ),
    (
        "src/a.ts(3,5): error TS2339: Property 'parcels' does not exist on type 'A | B'.",
        "error TS2339: Property 'id' does not exist on type 'never'.",
        "exact:ts2339_property_*_does_not_exist_on_type_*",
    ),
    (
        'thread "main" java.lang.IllegalStateException: Duplicate key 7 (attempted merging values a and b)',
        "Caused by: java.lang.IllegalStateException: Duplicate key 12 (attempted merging values a and b)",
        "exact:illegalstateexception_duplicate_key_*_attempted_merging_values_a_and_b",
    ),
    (
        "main.c:(.text+0x1f): error: undefined reference to `sqrt'",
        "error: undefined reference to `pthread_create'",
        "exact:undefined_reference_to_*",
    ),
    (
        "bash: pytest: command not found",
        "bash: line 3: ruff: command not found",
        "exact:command_not_found",
    ),
    (
        'ERROR:  relation "orders" does not exist\nLINE 1: SELECT * FROM orders',
        '2025-03-04 09:12:44.018 UTC [71] ERROR:  relation "public.users" does not exist',
        "exact:relation_*_does_not_exist",
    ),
    (
        "Error response from daemon: driver failed programming external connectivity on endpoint web (6c0f3e9a1b)",
        "docker: Error response from daemon: driver failed programming external connectivity on endpoint web (0a9b8c7)",
        "exact:driver_failed_programming_external_connectivity_on_endpoint_web_*",
    ),
    (
        "fatal: unable to access 'https://example.com/a.git/': Could not resolve host",
        "fatal: unable to access 'https://example.org/b.git/': Could not resolve host",
        "exact:unable_to_access_*_could_not_resolve_host",
    ),
    (
        "requests.exceptions.HTTPError: 404 Client Error: Not Found for url: https://a.example/x?y=1",
        "HTTPError: 404 Client Error: Not Found for url: http://b.example/",
        "exact:httperror_404_client_error_not_found_for_url_*",
    ),
    (
        "ERROR: Could not find a version that satisfies the requirement torch==9.9",
        "ERROR: Could not find a version that satisfies the requirement yaml",
        "exact:could_not_find_a_version_that_satisfies_the_requirement_*",
    ),
    (
        'psycopg2.errors.UndefinedTable: relation "orders" does not exist\nLINE 1: SELECT * FROM orders',
        'it ends with sqlalchemy.errors.UndefinedTable: relation "users" does not exist',
        "exact:undefinedtable_relation_*_does_not_exist",
    ),
    (
        "subprocess.TimeoutExpired: Command 'make' timed out after 5 seconds",
        "Traceback:\n  subprocess.TimeoutExpired: Command 'npm ci' timed out after 60 seconds",
        "exact:timeoutexpired_command_*_timed_out_after_*_seconds",
    ),
]  # fmt: skip

DIFFERENT = [
    "KeyError: 'a'",
    "IndexError: list index out of range",
    "IndexError: tuple index out of range",
    "HTTPError: 404 Client Error: Not Found for url: https://a.example",
    "HTTPError: 500 Server Error: Internal Server Error for url: https://a.example",
    "ImportError: cannot import name 'a' from 'b'",
    "ModuleNotFoundError: No module named 'b'",
    "error[E0502]: cannot borrow `a` as mutable",
    "error[E0499]: cannot borrow `a` as mutable",
    "OSError: [Errno 13] Permission denied: 'a'",
    "OSError: [Errno 28] No space left on device: 'a'",
    "OSError: [Errno 1] The call was refused",
    "OSError: [Errno 2] The call was refused",
    "panic: runtime error: index out of range [5] with length 3",
    "panic: assignment to entry in nil map",
    "Error: connect ECONNREFUSED 127.0.0.1:1",
    "Error: connect ETIMEDOUT 127.0.0.1:1",
    'ERROR: relation "a" does not exist',
    'ERROR: column "a" does not exist',
]

PROSE = [
    "",
    "How do I stop a long-running query in Postgres without restarting it?",
    "The error is handled by the caller, which logs it and goes on.",
    "I cannot connect to the server; what should I do?",
    "Retry with exponential backoff (100 ms, 200 ms, 400 ms) and give up after 5 attempts.",
    "Use `git rebase --continue` once the conflicts are resolved.",
    "Note: this applies to Python 3.12 and later, see https://docs.example.org/errors.",
    "Import app.models.Trace: it has the columns, and errors are in app.core.errors.",
    "An exception to this rule is the first line. Warnings are shown in yellow.",
]


@pytest.mark.parametrize(("one", "other", "expected"), SAME)
def test_the_same_error_has_the_same_fingerprint(one: str, other: str, expected: str) -> None:
    assert expected in fingerprints(one)
    assert expected in fingerprints(other)


def test_different_errors_share_none() -> None:
    seen: dict[str, str] = {}
    for text in DIFFERENT:
        assert fingerprints(text), text
        for fingerprint in fingerprints(text):
            assert fingerprint not in seen, (text, seen.get(fingerprint))
        seen.update(dict.fromkeys(fingerprints(text), text))


@pytest.mark.parametrize("text", PROSE)
def test_prose_has_none(text: str) -> None:
    assert fingerprints(text) == ()


_PATH = st.from_regex(re.compile(r"/[a-z]{1,8}(/[a-z_]{1,8}){0,4}\.py", re.ASCII), fullmatch=True)
_MOMENT = st.integers(0, 4 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC))


_PLACE = st.tuples(
    _PATH, st.integers(1, 10**6), st.uuids(), st.integers(0, 2**48), st.ip_addresses(v=4), _MOMENT
)  # fmt: skip


def message(path: str, number: int, key: object, address: int, host: object, at: datetime) -> str:
    return (
        f"ValueError: can't read {path}:{number}: record {key} at 0x{address:012x} from {host}:{number} "
        f"took {number}ms on {at:%Y-%m-%dT%H:%M:%S}, not '{key}'"
    )


@given(_PLACE, _PLACE)
def test_what_varies_is_gone(one: Any, other: Any) -> None:
    found = fingerprints(message(*one))
    assert found == fingerprints(message(*other))
    assert len(found) == 2


@given(st.text(max_size=500))
def test_any_text_is_taken(text: str) -> None:
    found = fingerprints(text)
    assert len(found) == len(set(found)) <= MOST
    for fingerprint in found:
        assert not any(sign.isspace() for sign in fingerprint)
        assert len(fingerprint) <= LONGEST + len("exact:")


@pytest.mark.parametrize(
    "piece",
    ["error: ", "a.B", "A", "/a", "'", "Error '", "a b ", "E ", "1.2", "Error: x 'a\n", "::", "A:", "ab.cd/",
     "<a ", "ab.", "errors.Ab", "\n", "Error ", "https://", "0x", "[", "npm ERR! ", "ValueError: x y z\n"],
)  # fmt: skip
def test_time_is_linear(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    fingerprints(text)
    fingerprints("error: " + text)
    assert time.process_time() - started < 1.0
