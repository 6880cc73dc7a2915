import string
import uuid

from hypothesis import given
from hypothesis import strategies as st

from app.accounts import rules

KEY = rules.mint("test")[1]
"""One for all examples: an example that is tried again must be the same."""


def test_a_minted_key_reads_back() -> None:
    parts, key = rules.mint("live")
    assert key.startswith(f"ct_live_{parts.id}_")
    assert rules.parse(key) == parts


def test_keys_differ() -> None:
    assert len({rules.mint("test")[1] for _ in range(100)}) == 100


@given(st.text(max_size=80))
def test_random_text_is_no_key(text: str) -> None:
    assert rules.parse(text) is None


@given(st.data())
def test_a_key_with_one_character_changed_is_no_key(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(KEY) - 1))
    other = data.draw(st.sampled_from(string.ascii_letters + string.digits + "_-").filter(lambda c: c != KEY[at]))
    assert rules.parse(KEY[:at] + other + KEY[at + 1 :]) is None


def test_a_key_of_a_megabyte_is_no_key() -> None:
    assert rules.parse("ct_live_" + "a" * 1_000_000) is None


def test_the_pepper_changes_the_hmac() -> None:
    assert rules.secret_hmac("s", b"a" * 32) != rules.secret_hmac("s", b"b" * 32)
    assert len(rules.secret_hmac("s", b"a" * 32)) == 32


def test_an_unnamed_contributor_is_shown_without_revealing_the_id() -> None:
    contributor_id = uuid.uuid4()
    name = rules.public_name(contributor_id, None)
    assert name.startswith("anon-")
    assert name.removeprefix("anon-") not in contributor_id.hex
    assert rules.public_name(contributor_id, "Ada") == "Ada"
