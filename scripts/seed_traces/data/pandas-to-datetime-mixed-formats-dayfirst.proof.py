# Silent swap, the error and the text column; then the trace's own code.
import io

import pandas as pd

s = pd.Series(["01/02/2026", "13/02/2026"])
dates = pd.to_datetime(s, format="%d/%m/%Y")
assert dates.dt.month.tolist() == [2, 2]

csv = io.StringIO("day,n\n01/02/2026,1\n13/02/2026,2\n")
df = pd.read_csv(csv)                                     # text first, then convert: a misfit raises
df["day"] = pd.to_datetime(df["day"], format="%d/%m/%Y")

s = pd.Series(["2026-02-01", "01.02.2026", "1 Feb 2026", "n/a", None])
result = pd.to_datetime(s, format="%Y-%m-%d", errors="coerce")
for fmt in ("%d.%m.%Y", "%d %b %Y"):
    result = result.fillna(pd.to_datetime(s, format=fmt, errors="coerce"))

unparsed = s[result.isna() & s.notna()]
assert unparsed.tolist() == ["n/a"]                       # look at these; don't drop them unseen
assert result.dropna().nunique() == 1


assert pd.to_datetime(pd.Series(["01/02/2026", "03/02/2026"])).dt.month.tolist() == [1, 3]
try:
    pd.to_datetime(pd.Series(["01/02/2026", "13/02/2026"]))
    raise SystemExit("no error")
except ValueError as error:
    assert str(error).startswith('time data "13/02/2026" doesn\'t match format "%m/%d/%Y"'), error
text = io.StringIO("d\n01/02/2026\n13/02/2026\n")
assert not str(pd.read_csv(text, parse_dates=["d"])["d"].dtype).startswith("datetime")
assert pd.to_datetime(pd.Series(["2026-02-01"]), dayfirst=True).dt.month.tolist() == [1]
assert pd.to_datetime(pd.Series(["01/02/2026", "13/02/2026"]), format="mixed").dt.month.tolist() == [1, 2]
assert pd.to_datetime(pd.Series(["2026-01-02", "2026-01-02 10:00"]), format="ISO8601").dt.hour.tolist() == [0, 10]
assert str(dates.dtype).startswith("datetime64") and df["day"].dt.month.tolist() == [2, 2]
assert str(pd.to_datetime(46054, unit="D", origin="1899-12-30").date()) == "2026-02-01"
