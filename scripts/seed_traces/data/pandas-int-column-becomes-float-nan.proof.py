# Floats by a gap in CSV, merge, reindex; lost digits; both errors; Int64 keeps integers.
import io

import pandas as pd

text = "item_id,qty\n9007199254740993,2\n,\n"
df = pd.read_csv(io.StringIO(text))
assert df["item_id"].dtype == "float64" and int(df["item_id"][0]) == 9007199254740992, "a digit was expected to change"
assert "2.0" in df.to_csv(index=False)
left = pd.DataFrame({"k": [1, 2]})
right = pd.DataFrame({"k": [1], "qty": [5]})
assert left.merge(right, on="k", how="left")["qty"].dtype == "float64"
assert pd.Series([1, 2]).reindex([0, 1, 2]).dtype == "float64"
for call, message in [
    (lambda: df["qty"].astype("int64"), "Cannot convert non-finite values (NA or inf) to integer"),
    (lambda: pd.Series([1.5, None]).astype("Int64"), "cannot safely cast non-equivalent object to int64"),
    (lambda: bool(pd.NA == 1), "boolean value of NA is ambiguous"),
]:
    try:
        call()
    except (TypeError, ValueError) as e:
        assert str(e).startswith(message), e
    else:
        raise SystemExit("no error: " + message)


def read_items(path) -> pd.DataFrame:
    return pd.read_csv(path, dtype={"item_id": "Int64", "qty": "Int64"})


for df in (
    read_items(io.StringIO(text)),
    pd.read_csv(io.StringIO(text), dtype_backend="numpy_nullable"),
    pd.read_csv(io.StringIO(text), dtype_backend="pyarrow"),
):
    assert df["item_id"][0] == 9007199254740993 and "9007199254740993,2\n" in df.to_csv(index=False), df
out = left.merge(right.astype({"qty": "Int64"}), on="k", how="left")
assert str(out["qty"].dtype) == "Int64" and out["qty"][0] == 5 and out["qty"][1] is pd.NA
assert str(pd.Series([1.0, None, 3.0]).astype("Int64").dtype) == "Int64"
assert str(pd.DataFrame({"a": [1.0, None]}).convert_dtypes()["a"].dtype) == "Int64"
assert str(pd.to_numeric(pd.Series(["1", "2"]), dtype_backend="numpy_nullable").dtype) == "Int64"
out["k"][out["qty"] == 5]
assert pd.DataFrame({"qty": pd.array([1, None], dtype="Int64")}).to_csv(index=False) == 'qty\n1\n""\n'
