import base64
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.safety import entropy, rules, service
from app.safety.rules import FieldFinding, Finding
from tests.unit.safety import fakes

RNG = random.Random(20261123)
TOKEN = fakes.PREFIXED["GitHub token"][0](RNG)
VALUE = fakes.chars(RNG, fakes.ALNUM, 32)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(TOKEN) | st.just(VALUE),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["api_key", TOKEN, VALUE, "a"]), inner),
    max_leaves=12,
)
# Pieces that the patterns start on, so that random texts come close to them.
_PIECES = [
    "gh" + "p_",
    "sk-",
    "eyJ",
    "AK" + "IA",
    "://a:",
    "@b",
    "password",
    "token=",
    '"',
    "\n",
    "\\u0041",
    "%41",
    "&amp;",
    "=",
    "\u200b",
    "-----BEGIN ",
    "PRIVATE" + " KEY-----",
    "Basic ",
    "Bearer ",
    "A" * 30,
    "0a" * 30,
    ".",
    ":",
    " ",
    "\ud800",
    "ﷺ",
]
_TEXT = st.text(max_size=300) | st.lists(st.sampled_from(_PIECES) | st.text(max_size=8), max_size=40).map("".join)


@given(_TEXT)
def test_any_text_is_scanned_and_lines_are_in_range(text: str) -> None:
    found = rules.scan(text)
    assert found == rules.scan(text)
    assert all(1 <= finding.line <= text.count("\n") + 1 for finding in found)
    assert found == sorted(set(found))


@given(_JSON)
def test_no_output_holds_a_secret(value: object) -> None:
    found = rules.scan_fields({"title": TOKEN, "metadata_json": value})
    assert found
    refusal = service.refuse_secrets(found)
    shown = repr((found, refusal, refusal.detail, refusal.errors))
    assert TOKEN not in shown
    assert VALUE not in shown


def test_lines_are_counted_from_one_through_all_kinds_of_lines() -> None:
    text = f"a\r\nb\n\n{TOKEN}\nc\n\npassword: {VALUE}\n"
    assert rules.scan(text) == [Finding(4, "GitHub token"), Finding(7, "password")]


def test_a_kind_is_told_once_per_line_and_a_known_secret_isnt_also_a_generic_one() -> None:
    assert rules.scan(f"token={TOKEN} and again token={TOKEN}") == [Finding(1, "GitHub token")]


def test_a_second_secret_on_the_line_is_told_too() -> None:
    assert rules.scan(f"token={TOKEN} password={VALUE}") == [Finding(1, "GitHub token"), Finding(1, "password")]


def test_strings_are_found_at_any_depth() -> None:
    fields = {"title": "fine", "metadata_json": {"a": [TOKEN, 4, None], "b": {"c": f"x\n{TOKEN}"}}, "count": 12345678}
    assert rules.scan_fields(fields) == [
        FieldFinding("metadata_json.a.0", 1, "GitHub token"),
        FieldFinding("metadata_json.b.c", 2, "GitHub token"),
    ]


def test_a_value_is_read_together_with_its_name() -> None:
    assert rules.scan_fields({"metadata_json": {"step": VALUE}}) == []
    assert rules.scan_fields({"metadata_json": {"api_key": VALUE}}) == [
        FieldFinding("metadata_json.api_key", 1, "generic secret")
    ]


def test_names_are_scanned_and_not_shown() -> None:
    assert rules.scan_fields({"metadata_json": {"a": 1, TOKEN: {"password": VALUE}}}) == [
        FieldFinding("metadata_json", 1, "GitHub token"),
        FieldFinding("metadata_json.#1.password", 1, "password"),
    ]


def test_deep_nesting_is_no_recursion() -> None:
    value: object = TOKEN
    for _ in range(5000):
        value = [value]
    assert len(rules.scan_fields({"metadata_json": value})) == 1


def test_doubly_wrapped_secrets_are_found() -> None:
    once = base64.b64encode(f"name=main {TOKEN} more".encode())
    twice = base64.b64encode(b"first " + once + b" last").decode()
    assert rules.scan(twice) == [Finding(1, "GitHub token")]
    assert rules.scan(f"dump: {('name=main ' + TOKEN).encode().hex()}") == [Finding(1, "GitHub token")]


def test_refusal_names_each_place() -> None:
    refusal = service.refuse_secrets(
        [FieldFinding("title", 1, "npm token"), FieldFinding("solution_text", 3, "password")]
    )
    assert refusal.status == 422
    assert refusal.detail == (
        "Content rejected: possible secrets: title line 1: npm token; solution_text line 3: password. "
        "Remove them or replace them by placeholders and send the trace again."
    )
    assert [(e.field, e.code) for e in refusal.errors] == [
        ("title", "secret_detected"),
        ("solution_text", "secret_detected"),
    ]


def test_a_long_list_is_cut_in_the_sentence_only() -> None:
    refusal = service.refuse_secrets([FieldFinding("title", n, "password") for n in range(1, 31)])
    assert "title line 20: password; 10 more." in refusal.detail
    assert len(refusal.errors) == 30


@pytest.mark.parametrize(
    "text", ["getUserAccountSettings", "max_connections_per_host", "src/app/handlers", "sha256sum", ""]
)
def test_words_arent_strange(text: str) -> None:
    assert entropy.strangeness(text) < 0.4


_HOSTILE = [
    "gh" + "p_",
    "sk-",
    "-eyJaaaaaaaa.",
    "eyJ",
    "://a:b",
    "token=",
    "token: a.b(c(",
    "password='",
    "password:\n",
    "a",
    " ",
    "\n",
    "-----BEGIN PRIVATE" + " KEY-----A",
    "%25",
    "\\u0041",
    '"+"',
    '"\n"',
    "a\n",
    "AK" + "IA",
    "softlayerkey ",
    "M.",
    "12345678:",
    "bearer ",
    "0a1b2c3d",
    "\u200b",
    "ﷺ",
    "&amp;",
    "ibm'",
    "cloudant ",
]


@pytest.mark.parametrize("unit", _HOSTILE, ids=ascii)
def test_hostile_texts_take_time_in_proportion_to_their_length(unit: str) -> None:
    """Measured: at most 0.2 s for 50,000 characters. A quadratic pattern would take tens of seconds."""
    text = (unit * (50_000 // len(unit) + 1))[:50_000]
    started = time.process_time()
    rules.scan(text)
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize("start", ["softlayerkey", "ibm token", "token", "cloudant_key"])
@pytest.mark.parametrize("fill", [" ", "\t", "a", "-", "'"])
def test_endless_runs_after_a_name_take_no_longer(start: str, fill: str) -> None:
    started = time.process_time()
    rules.scan(start + fill * 50_000)
    assert time.process_time() - started < 1.5
