# Lost zeros, NA, the DtypeWarning with a real mixture; the trace's functions read the file right.
import io
import warnings

import pandas as pd

DTYPES = {
    "id": "Int64",
    "zip": "string",
    "country": "category",
    "price": "float64",
}


def read_orders(path) -> pd.DataFrame:
    return pd.read_csv(
        path,
        usecols=[*DTYPES, "created"],
        dtype=DTYPES,
        parse_dates=["created"],
        keep_default_na=False,
        na_values=[""],
    )


def bad_numbers(path, column: str) -> pd.Series:
    raw = pd.read_csv(path, usecols=[column], dtype="string")[column]
    return raw[pd.to_numeric(raw, errors="coerce").isna() & raw.notna()]


def revenue_by_country(path) -> pd.Series:
    total = pd.Series(dtype="float64")
    options = {"keep_default_na": False, "na_values": [""]}  # or Namibia is lost
    for chunk in pd.read_csv(path, usecols=["country", "price"], chunksize=2, **options):
        total = total.add(chunk.groupby("country")["price"].sum(), fill_value=0)
    return total


text = "id,zip,country,price,created,x\n1,00123,NA,1.5,2026-01-01,\n,04109,DE,2,2026-01-02,\n3,,DE,,2026-01-03,\n"
open("orders.csv", "w").write(text)
df = pd.read_csv("orders.csv")
assert df["zip"][0] == 123 and pd.isna(df["country"][0]) and df["id"].dtype == "float64"
df = read_orders("orders.csv")
assert df["zip"].tolist()[:2] == ["00123", "04109"] and pd.isna(df["zip"][2]) and df["country"][0] == "NA"
assert str(df["id"].dtype) == "Int64" and df["id"].tolist()[::2] == [1, 3]
assert df["created"].dtype.kind == "M" and df["price"].sum() == 3.5
assert revenue_by_country("orders.csv").to_dict() == {"DE": 2.0, "NA": 1.5}
bad_date = pd.read_csv(io.StringIO("d\n2026-01-01\nfoo\n"), parse_dates=["d"])
assert bad_date["d"].dtype.kind != "M", "one bad date was expected to leave text, without an error"

mixed = "id,v\n" + "".join(f"{i},{i}\n" for i in range(400_000)) + "x,abc\n"
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    df = pd.read_csv(io.StringIO(mixed))
assert [w.category for w in seen] == [pd.errors.DtypeWarning], seen
assert str(seen[0].message) == (
    "Columns (0: id, 1: v) have mixed types. Specify dtype option on import or set low_memory=False."
)
assert set(df["id"].map(type)) == {int, str}
open("mixed.csv", "w").write(mixed)
assert bad_numbers("mixed.csv", "id").tolist() == ["x"]
try:
    pd.read_csv("mixed.csv", dtype={"id": "int64"})
except ValueError as e:
    assert "invalid literal for int() with base 10: 'x'" in str(e), e
else:
    raise SystemExit("a ValueError was expected")
assert set(pd.read_csv("mixed.csv", low_memory=False)["id"].map(type)) == {str}
try:
    pd.read_csv("orders.csv", engine="pyarrow", chunksize=10)
except ValueError as e:
    assert "'chunksize' option is not supported with the 'pyarrow' engine" in str(e)
else:
    raise SystemExit("chunksize was expected to fail with pyarrow")
