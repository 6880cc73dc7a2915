# Files with guessed types clash with the messages of the trace; a later column is lost; one schema cures it.
import pathlib

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("note", pa.string()),
        ("qty", pa.int64()),
        ("ts", pa.timestamp("us", tz="UTC")),
    ]
)


def write(df: pd.DataFrame, path: str) -> None:
    table = pa.Table.from_pandas(df, schema=SCHEMA, preserve_index=False)
    pq.write_table(table, path)


def read(folder: str) -> pa.Table:
    return ds.dataset(folder, format="parquet", schema=SCHEMA).to_table()


def merged_schema(folder: str) -> pa.Schema:
    files = ds.dataset(folder, format="parquet").files
    schemas = [pq.read_schema(f).remove_metadata() for f in files]
    return pa.unify_schemas(schemas, promote_options="permissive")


def error(call):
    try:
        call()
    except Exception as e:
        return f"{type(e).__name__}: {e}"
    raise SystemExit("an error was expected")


ts = pd.to_datetime(["2026-01-01"], utc=True)
a = pd.DataFrame({"id": [1], "note": pd.Series([None], dtype=object), "qty": [1], "ts": ts.as_unit("us")})
b = pd.DataFrame({"id": [2], "note": ["x"], "qty": [None], "ts": ts.as_unit("ns")}).astype({"qty": float})
pathlib.Path("d").mkdir()
a.to_parquet("d/a.parquet")
b.to_parquet("d/b.parquet")
assert pq.read_schema("d/a.parquet").field("note").type == pa.null()
assert pq.read_schema("d/b.parquet").field("qty").type == pa.float64()
message = "ArrowNotImplementedError: Unsupported cast from large_string to null using function cast_null"
assert error(lambda: pd.read_parquet("d")) == message
tables = [pq.read_table(f"d/{f}.parquet") for f in "ab"]
assert error(lambda: pa.concat_tables(tables)).startswith("ArrowInvalid: Schema at index 1 was different:")
assert "Unable to merge: Field" in error(lambda: pa.concat_tables(tables, promote_options="default"))
with pq.ParquetWriter("w.parquet", tables[0].schema) as writer:
    assert error(lambda: writer.write_table(tables[1])).startswith("ValueError: Table schema does not match schema used")

table = read("d")
assert table.schema.equals(SCHEMA) and table["note"].to_pylist() == [None, "x"] and table["qty"].to_pylist() == [1, None]
assert len(pd.read_parquet("d", schema=SCHEMA)) == 2
schema = merged_schema("d")
assert (schema.field("note").type, schema.field("qty").type) == (pa.large_string(), pa.float64())
assert pa.concat_tables(tables, promote_options="permissive").num_rows == 2

pathlib.Path("late").mkdir()
pq.write_table(pa.table({"id": [1]}), "late/a.parquet")
pq.write_table(pa.table({"id": [2], "note": ["x"]}), "late/b.parquet")
assert pd.read_parquet("late").columns.tolist() == ["id"], "the later column was expected to be lost"
assert read("late")["note"].to_pylist() == [None, "x"]
pathlib.Path("new").mkdir()
write(a, "new/a.parquet")
write(b, "new/b.parquet")
assert ds.dataset("new").to_table().schema.remove_metadata().equals(SCHEMA) and ds.dataset("new").count_rows() == 2
write(a.assign(extra=1), "extra.parquet")
assert "extra" not in pq.read_schema("extra.parquet").names, "the extra column was expected to be dropped"
assert error(lambda: write(a.drop(columns="qty"), "new/c.parquet")).startswith("KeyError")
assert "Conversion failed for column qty" in error(lambda: write(b.assign(qty="x"), "new/c.parquet"))
pq.write_table(pa.table({"n": [1]}), "late/a.parquet")
pq.write_table(pa.table({"n": [1.5]}), "late/b.parquet")
assert error(lambda: pd.read_parquet("late")) == "ArrowInvalid: Float value 1.500000 was truncated converting to int64"
