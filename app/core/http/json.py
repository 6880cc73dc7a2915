"""JSON by orjson: an order of magnitude faster than the standard library, and strict."""

from collections.abc import Mapping
from typing import Any

import orjson
from flask.json.provider import JSONProvider

LONGEST_INTEGER_BITS = 63


class OrjsonProvider(JSONProvider):
    """Flask's JSON, in and out."""

    def dumps(self, obj: Any, **_: Any) -> str:
        try:
            return orjson.dumps(obj, default=str, option=orjson.OPT_UTC_Z).decode()
        except TypeError:
            # What came in as 1e30 comes back from the database as a whole number that orjson refuses.
            return orjson.dumps(_with_floats(obj), default=str, option=orjson.OPT_UTC_Z).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)


def _with_floats(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _with_floats(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_with_floats(inner) for inner in value]
    return float(value) if isinstance(value, int) and value.bit_length() > LONGEST_INTEGER_BITS else value
