# pandas 3: chained assignment warns and changes nothing, arrays are read-only; .loc, fillna and to_numpy(copy=True) work.
import warnings

import pandas as pd

assert int(pd.__version__.split(".")[0]) >= 3
assert not hasattr(pd.errors, "SettingWithCopyWarning")
df = pd.DataFrame({"a": [1, 2, 3], "b": [1.0, None, 3.0]})
before = df.copy()
with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    df[df["a"] > 1]["b"] = 0
    df["b"][df["a"] > 1] = 0
    df["b"].fillna(0, inplace=True)
pd.testing.assert_frame_equal(df, before)
assert [w.category for w in seen] == [pd.errors.ChainedAssignmentError] * 3, seen
text = "A value is being set on a copy of a DataFrame or Series through chained assignment"
assert all(str(w.message).startswith(text) for w in seen), seen
try:
    df["b"].to_numpy()[0] = 5
except ValueError as e:
    assert str(e) == "assignment destination is read-only"
else:
    raise SystemExit("the array was expected to be read-only")

warnings.filterwarnings("error", category=pd.errors.ChainedAssignmentError)
df.loc[df["a"] > 2, "b"] = 0.0
df["b"] = df["b"].fillna(7.0)
df = df.fillna({"b": 0.0})
assert df["b"].tolist() == [1.0, 7.0, 0.0]
big = df[df["a"] > 1]
big["ratio"] = big["b"] / big["a"]
assert "ratio" not in df and big["ratio"].tolist() == [3.5, 0.0]
values = df["b"].to_numpy(copy=True)
values[0] = 5
df["b"] = values
assert df["b"][0] == 5


def change(frame):
    frame["new"] = 1


change(df)
assert "new" in df, "the parameter is the caller's object"
