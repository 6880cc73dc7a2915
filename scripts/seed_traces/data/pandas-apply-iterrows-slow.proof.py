# The column version gives the same as the loops and is much faster; iterrows changes the types.
import time

import numpy as np
import pandas as pd

TAX = {"DE": 0.19, "FR": 0.20}


def gross(df: pd.DataFrame) -> pd.Series:
    rate = df["country"].map(TAX).fillna(0.0)
    value = df["price"] * df["qty"] * (1 + rate)
    return value.where(df["qty"] < 5, value * 0.9)


def size_class(df: pd.DataFrame) -> pd.Series:
    labels = np.select(
        [df["qty"] >= 100, df["qty"] >= 10],
        ["bulk", "carton"],
        default="single",
    )
    return pd.Series(labels, index=df.index)


def row_gross(row):
    value = row["price"] * row["qty"] * (1 + TAX.get(row["country"], 0.0))
    return value * 0.9 if row["qty"] >= 5 else value


def timed(f):
    start = time.perf_counter()
    result = f()
    return result, time.perf_counter() - start


n = 20_000
rng = np.random.default_rng(0)
df = pd.DataFrame(
    {"price": rng.uniform(1, 100, n), "qty": rng.integers(1, 200, n), "country": rng.choice(["DE", "FR", "US"], n)}
)
gross(df)
fast, fast_time = timed(lambda: gross(df))
loop, loop_time = timed(lambda: pd.Series([row_gross(row) for _, row in df.iterrows()], index=df.index))
applied, apply_time = timed(lambda: df.apply(row_gross, axis=1))
pd.testing.assert_series_equal(fast, loop, check_names=False)
pd.testing.assert_series_equal(fast, applied, check_names=False)
assert loop_time > 10 * fast_time and apply_time > 5 * fast_time, (loop_time, apply_time, fast_time)
wanted = ["bulk" if q >= 100 else "carton" if q >= 10 else "single" for q in df["qty"]]
assert size_class(df).tolist() == wanted
_, row = next(pd.DataFrame({"i": [1], "f": [1.5]}).iterrows())
assert row.dtype == "float64", "iterrows was expected to change int to float"
