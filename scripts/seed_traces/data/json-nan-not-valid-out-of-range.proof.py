# needs: node
# Python writes NaN, node and FastAPI's JSONResponse refuse it; where() alone doesn't help; the trace's functions do.
import json
import math
import subprocess

import numpy as np
import pandas as pd
import requests
from fastapi.responses import JSONResponse

MESSAGE = "Out of range float values are not JSON compliant"


def error(call):
    try:
        call()
    except (ValueError, requests.exceptions.InvalidJSONError) as e:
        return str(e)
    raise SystemExit("an error was expected")


assert json.dumps({"a": math.nan}) == '{"a": NaN}'
assert error(lambda: json.dumps({"a": math.nan}, allow_nan=False)).startswith(MESSAGE)
assert error(lambda: JSONResponse({"a": math.nan})).startswith(MESSAGE)
assert error(lambda: requests.Request("POST", "http://localhost/", json={"a": math.nan}).prepare()).startswith(MESSAGE)


def node(text):
    script = "JSON.parse(require('fs').readFileSync(0, 'utf8')); console.log('valid')"
    done = subprocess.run(["node", "-e", script], input=text, capture_output=True, text=True)
    return done.stdout.strip() or done.stderr


assert "SyntaxError: Unexpected token 'N', \"{\"a\": NaN}\" is not valid JSON" in node('{"a": NaN}'), node('{"a": NaN}')
df = pd.DataFrame({"a": [1.0, np.nan, np.inf], "b": ["x", None, "y"], "t": pd.to_datetime(["2026-01-01", None, None])})
assert math.isnan(df[["a"]].where(df[["a"]].notna(), None).to_dict("records")[1]["a"])


def to_json_text(df: pd.DataFrame) -> str:
    return df.to_json(orient="records", date_format="iso", double_precision=15)


def to_records(df: pd.DataFrame) -> list[dict]:
    clean = df.replace([math.inf, -math.inf], math.nan).astype(object)
    return clean.where(clean.notna(), None).to_dict("records")


def json_safe(value):
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: json_safe(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_safe(item) for item in value]
    return value


exact = pd.DataFrame({"a": [0.12345678901234]})
assert json.loads(exact.to_json(orient="records")) != [{"a": 0.12345678901234}], "10 decimals were expected"
assert json.loads(to_json_text(exact)) == [{"a": 0.12345678901234}]
rows = json.loads(to_json_text(df))
assert [r["a"] for r in rows] == [1.0, None, None] and rows[1]["b"] is None and rows[1]["t"] is None
assert rows[0]["t"].startswith("2026-01-01T00:00:00")
assert node(to_json_text(df)) == "valid"
records = to_records(df)
assert [r["a"] for r in records] == [1.0, None, None] and records[1]["b"] is None and records[1]["t"] is None, records
text = json.dumps(json_safe({"a": float("nan"), "b": [1.5, math.inf]}), allow_nan=False)
assert text == '{"a": null, "b": [1.5, null]}' and node(text) == "valid"
assert json.loads('{"a": NaN}', parse_constant=lambda name: None) == {"a": None}
try:
    json.dumps(np.float32(1))
except TypeError as e:
    assert str(e) == "Object of type float32 is not JSON serializable"
else:
    raise SystemExit("float32 was expected to fail")
