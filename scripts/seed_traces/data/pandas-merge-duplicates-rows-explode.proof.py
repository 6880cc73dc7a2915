# m x n rows, NaN matches NaN, object keys that don't match, the two messages; add_customer keeps the rows.
import numpy as np
import pandas as pd


def clean_key(s: pd.Series) -> pd.Series:
    return s.astype("string").str.strip().str.upper()


def add_customer(orders: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    orders = orders.assign(customer_id=clean_key(orders["customer_id"]))
    customers = customers.assign(customer_id=clean_key(customers["customer_id"]))
    customers = customers.dropna(subset="customer_id")
    out = orders.merge(
        customers, on="customer_id", how="left", validate="many_to_one", indicator=True
    )
    missing = out.loc[out["_merge"] == "left_only", "customer_id"].unique()
    if len(missing):
        print(f"{len(missing)} keys without customer, e.g. {list(missing[:5])}")
    return out.drop(columns="_merge")


left = pd.DataFrame({"k": [1, 1, 2], "x": [1, 2, 3]})
right = pd.DataFrame({"k": [1, 1, 3], "y": [1, 2, 3]})
assert len(left.merge(right, on="k", how="left")) == 5
nan = pd.DataFrame({"k": [np.nan] * 10})
assert len(nan.merge(nan, on="k")) == 100
for call, message in [
    (lambda: left.merge(right, on="k", validate="m:1"), "Merge keys are not unique in right dataset; not a many-to-one merge"),
    (lambda: left.merge(right.astype({"k": "str"}), on="k"), "You are trying to merge on int64 and str columns for key 'k'."),
]:
    try:
        call()
    except ValueError as e:
        assert str(e).startswith(message), e
    else:
        raise SystemExit("no error: " + message)
silent = left.astype({"k": object}).merge(right.assign(k=right.k.astype(str).astype(object)), on="k", how="left")
assert silent["y"].isna().all(), "no match and no error were expected"

orders = pd.DataFrame({"customer_id": [1, 1, 2, None], "amount": [5, 6, 7, 8]}, dtype="Int64")
customers = pd.DataFrame({"customer_id": ["1 ", "2", None, None], "name": ["a", "b", "c", "d"]})
out = add_customer(orders, customers)
assert len(out) == len(orders) and out["amount"].sum() == 26
assert out["name"].tolist()[:3] == ["a", "a", "b"] and pd.isna(out["name"][3])
