import base64

import numpy as np

from search.documents import Tombstone, encode_vector
from tests.factories import document


def test_vectors_are_big_endian_base64() -> None:
    vector = np.array([1.0, -0.5], dtype=np.float32)
    assert np.frombuffer(base64.b64decode(encode_vector(vector)), ">f4").tolist() == [1.0, -0.5]


def test_absent_values_are_left_out() -> None:
    source = document().source()
    assert not {"vector", "valid_until", "language"} & source.keys()
    assert source["trust_factor"] == 1.0


def test_a_tombstone_holds_no_text() -> None:
    trace = document()
    assert Tombstone(trace.id, 3, "removed").source() == {"visibility": "removed", "index_version": 3}
