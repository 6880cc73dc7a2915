# The message for each form; then the trace's own code, and its traps.
import numpy as np
import pandas as pd

df = pd.DataFrame({"price": [5, 20, 30], "city": ["Bonn", "Ulm", "Ulm"]})

both = df[(df["price"] > 10) & (df["city"] == "Ulm")]
not_ulm = df[~(df["city"] == "Ulm")]
between = df[df["price"].between(10, 25)]          # not 10 <= df["price"] <= 25
in_list = df[df["city"].isin(["Bonn", "Kiel"])]    # not df["city"] in [...]
same = df.query("price > 10 and city == 'Ulm'")    # in query() the words are allowed
assert both.equals(same) and len(between) == 1

df["class"] = np.where(df["price"] > 10, "dear", "cheap")
df["band"] = np.select([df["price"] < 10, df["price"] < 25], ["low", "mid"], default="high")
df["capped"] = df["price"].clip(upper=25)          # not min(df["price"], 25)

if (df["price"] > 25).any():
    print("at least one")
if (df["price"] > 0).all():        # True for an empty column, too
    print("all of them")
if df.empty:                       # not `if not df:`
    print("no rows")

row = df.loc[df["city"] == "Bonn", "price"]
if len(row) == 1 and row.item() == 5:   # one value expected: take it out
    print("five")


prices = df["price"]
for name, attempt in {
    "and": lambda: df[(prices > 10) and (prices < 25)],
    "precedence": lambda: df[prices > 10 & prices < 25],
    "chain": lambda: df[10 < prices < 25],
    "not": lambda: df[not (prices > 10)],
    "in": lambda: df[prices in [5, 20]],
    "min": lambda: min(prices, prices),
}.items():
    try:
        attempt()
        raise SystemExit(f"no error: {name}")
    except ValueError as error:
        assert str(error) == "The truth value of a Series is ambiguous. Use a.empty, a.item(), a.any() or a.all().", error
assert not_ulm["city"].tolist() == ["Bonn"] and in_list["city"].tolist() == ["Bonn"]
assert df["class"].tolist() == ["cheap", "dear", "dear"] and df["band"].tolist() == ["low", "mid", "high"]
assert df["capped"].tolist() == [5, 20, 25]
assert "Ulm" not in df["city"] and (df["city"] == "Ulm").any()
flags = pd.DataFrame({"ok": pd.Series([True, None, False], dtype=object)})
try:
    flags[~pd.Series([True, False, True], dtype=object)]
    raise SystemExit("no KeyError for ~ on object")
except KeyError:
    pass
assert flags[~flags["ok"].astype("boolean").fillna(False)].index.tolist() == [1, 2]
