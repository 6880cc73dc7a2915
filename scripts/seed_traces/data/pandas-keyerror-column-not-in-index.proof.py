# The column that seems to be there; then the trace's own code.
import pandas as pd

odd = pd.DataFrame({" Price": [1]})
for attempt, want in ((lambda: odd["price"], "'price'"), (lambda: odd[[" Price", "price"]], '"[\'price\'] not in index"')):
    try:
        attempt()
        raise SystemExit("no KeyError")
    except KeyError as error:
        assert str(error) == want, error
for attempt in (lambda: odd.groupby(" Price").sum()[" Price"], lambda: odd[odd[" Price"] > 5].loc[0], lambda: pd.Series([1], index=["a"])[0]):
    try:
        attempt()
        raise SystemExit("no KeyError")
    except KeyError:
        pass

import pandas as pd

df = pd.DataFrame({" Price": [2, 3], "qty": [1, 1]})
print(df.columns.tolist(), df.columns.nlevels, df.index.names)   # [' Price', 'qty'] 1 [None]

df.columns = df.columns.str.replace("\u00a0", " ").str.strip().str.lower()
assert df["price"].sum() == 5

sums = df.groupby("qty").agg({"price": ["sum", "max"]})
assert sums[("price", "sum")].tolist() == [5]
sums.columns = ["_".join(map(str, pair)) for pair in sums.columns]      # flat: price_sum, price_max
named = df.groupby("qty", as_index=False).agg(total=("price", "sum"))   # flat from the start
assert named["total"].tolist() == [5]

def require(df: pd.DataFrame, *names: str) -> pd.DataFrame:
    missing = [name for name in names if name not in df.columns]
    if missing:
        raise ValueError(f"columns {missing} are missing; there are {df.columns.tolist()}")
    return df


require(df, "price", "qty")

assert sums.columns.tolist() == ["price_sum", "price_max"]
assert df.merge(df, on="qty").columns.tolist() == ["price_x", "qty", "price_y"]
try:
    require(df, "price", "nope")
    raise SystemExit("require accepted it")
except ValueError as error:
    assert "['nope'] are missing" in str(error)
