import uuid
from datetime import UTC, datetime

import orjson
import pytest
from flask import Flask

from app.core.http.json import OrjsonProvider

PROVIDER = OrjsonProvider(Flask(__name__))


def test_numbers_beyond_64_bits_are_written_as_floats() -> None:
    told = {"a": [10**30, (-(10**30), 2**63 - 1)], "b": {"c": 10**300}, "d": True}
    assert orjson.loads(PROVIDER.dumps(told)) == {"a": [1e30, [-1e30, 2**63 - 1]], "b": {"c": 1e300}, "d": True}


def test_ids_and_times_are_text() -> None:
    who, at = uuid.UUID(int=1), datetime(2026, 1, 1, tzinfo=UTC)
    assert PROVIDER.dumps([who, at]) == f'["{who}","2026-01-01T00:00:00Z"]'


def test_what_is_no_json_is_an_error() -> None:
    with pytest.raises(TypeError):
        PROVIDER.dumps({b"bytes": 1})
