import base64

from hypothesis import given
from hypothesis import strategies as st

from app.core.sealed import seal, unseal

SECRET, OTHER = b"s" * 32, b"o" * 32


@given(st.binary(max_size=200))
def test_what_is_sealed_is_unsealed(content: bytes) -> None:
    assert unseal(seal(content, SECRET, "p"), [SECRET], "p") == content


def test_a_former_secret_is_still_good() -> None:
    assert unseal(seal(b"x", OTHER, "p"), [SECRET, OTHER], "p") == b"x"


def test_another_secret_or_purpose_is_no_good() -> None:
    text = seal(b"x", SECRET, "p")
    assert unseal(text, [OTHER], "p") is None
    assert unseal(text, [SECRET], "q") is None
    assert unseal(text, [], "p") is None


@given(st.binary(min_size=1, max_size=50), st.data())
def test_no_changed_byte_goes_unseen(content: bytes, data: st.DataObject) -> None:
    text = seal(content, SECRET, "p")
    raw = bytearray(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    changed = base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()
    assert unseal(changed, [SECRET], "p") is None


@given(st.text(max_size=80))
def test_any_text_is_refused_without_a_fault(text: str) -> None:
    assert unseal(text, [SECRET], "p") is None
