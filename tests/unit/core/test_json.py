import uuid
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.core.http.json import OrjsonProvider

PROVIDER = OrjsonProvider(Flask(__name__))


def test_ids_and_times_are_text() -> None:
    who, at = uuid.UUID(int=1), datetime(2026, 1, 1, tzinfo=UTC)
    assert PROVIDER.dumps([who, at]) == f'["{who}","2026-01-01T00:00:00Z"]'


def test_what_is_no_json_is_an_error() -> None:
    with pytest.raises(TypeError):
        PROVIDER.dumps({b"bytes": 1})
