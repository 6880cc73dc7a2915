# json.dumps refuses the types; the default= function of the trace writes them; keys never reach it.
import json
from base64 import b64encode
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, time, timezone
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from uuid import UUID


def to_json(value):
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID, PurePath)):
        return str(value)
    if isinstance(value, (set, frozenset)):
        return list(value)
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


text = json.dumps({"at": datetime(2026, 11, 3, tzinfo=timezone.utc), "total": Decimal("9.90")}, default=to_json)
assert text == '{"at": "2026-11-03T00:00:00+00:00", "total": "9.90"}'


import uuid


def refused(value, **options):
    try:
        json.dumps(value, **options)
    except TypeError as error:
        return str(error)
    raise SystemExit(f"accepted: {value!r}")


class Color(Enum):
    RED = "red"


values = {"datetime": datetime(2026, 1, 1), "Decimal": Decimal("1.1"), "UUID": uuid.UUID(int=1), "set": {1}, "bytes": b"x"}
for name, value in values.items():
    assert refused({"a": value}) == f"Object of type {name} is not JSON serializable", refused({"a": value})
assert refused({uuid.UUID(int=1): 1}, default=to_json) == "keys must be str, int, float, bool or None, not UUID"
assert refused(object(), default=to_json) == "Object of type object is not JSON serializable"
plain = json.loads(json.dumps(values | {"e": Color.RED, "d": date(2026, 1, 2)}, default=to_json))
assert plain["set"] == [1] and plain["bytes"] == "eA==" and plain["e"] == "red" and plain["d"] == "2026-01-02"
assert Decimal(plain["Decimal"]) == Decimal("1.1") and UUID(plain["UUID"]) == uuid.UUID(int=1)
assert json.dumps({1, 2}, default=str) == '"{1, 2}"'
