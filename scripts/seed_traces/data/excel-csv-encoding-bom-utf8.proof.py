# The mark in the first header, the mojibake, the KeyError; utf-8-sig writes the mark and reads with and without it.
import csv
import json
from pathlib import Path

import pandas as pd


def write_for_excel(rows: list[dict], path: str, delimiter: str = ",") -> None:
    with open(path, "w", encoding="utf-8-sig", newline="") as f:
        writer = csv.DictWriter(f, fieldnames=rows[0].keys(), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)


def export(df: pd.DataFrame, path: str) -> None:
    df.to_csv(path, index=False, encoding="utf-8-sig")


def read_rows(path: str, delimiter: str = ",") -> list[dict]:
    with open(path, encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f, delimiter=delimiter))


for good, bad in [("café", "cafÃ©"), ("–", "â€“"), ("Müller", "MÃ¼ller"), ("\ufeffid", "ï»¿id")]:
    assert good.encode().decode("cp1252") == bad and bad.encode("cp1252").decode() == good

rows = [{"id": "1", "name": "Müller"}]
write_for_excel(rows, "a.csv")
assert Path("a.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
with open("a.csv", encoding="utf-8", newline="") as f:
    reader = csv.DictReader(f)
    assert reader.fieldnames == ["\ufeffid", "name"]
    try:
        next(reader)["id"]
    except KeyError as e:
        assert repr(e) == "KeyError('id')"
    else:
        raise SystemExit("a KeyError was expected")
assert read_rows("a.csv") == rows and pd.read_csv("a.csv", encoding="utf-8").columns[0] == "id"
Path("b.csv").write_text("id,name\n1,Müller\n", encoding="utf-8")
assert read_rows("b.csv") == rows
export(pd.DataFrame(rows), "c.csv")
assert read_rows("c.csv") == rows and Path("c.csv").read_bytes()[:3] == b"\xef\xbb\xbf"
try:
    json.loads("\ufeff{}")
except json.JSONDecodeError as e:
    assert str(e).startswith("Unexpected UTF-8 BOM (decode using utf-8-sig)")
else:
    raise SystemExit("json was expected to refuse the mark")
