# The four messages with the bytes the trace names; read_rows and decode read all of them; -X warn_default_encoding warns.
import csv
import subprocess
import sys
from pathlib import Path


def read_rows(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as f:
        return list(csv.DictReader(f))


def decode(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252")


TEXT = "id,name\n1,Müller ”\n"
p = Path("x.csv")
for written, read, message in [
    ("utf-8", "cp1252", "'charmap' codec can't decode byte 0x9d in position 20: character maps to <undefined>"),
    ("cp1252", "utf-8", "'utf-8' codec can't decode byte 0xfc in position 11: invalid start byte"),
    ("utf-16", "utf-8", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"),
    ("utf-8", "ascii", "'ascii' codec can't decode byte 0xc3 in position 11: ordinal not in range(128)"),
]:
    p.write_text(TEXT, encoding=written)
    try:
        p.read_text(encoding=read)
    except UnicodeDecodeError as e:
        assert str(e) == message, e
    else:
        raise SystemExit("no error: " + message)
    assert decode(p.read_bytes()) == TEXT, written
for written in ("utf-8", "utf-8-sig"):
    p.write_text(TEXT, encoding=written)
    assert read_rows(p) == [{"id": "1", "name": "Müller ”"}]
assert "café".encode().decode("cp1252") == "cafÃ©"
cmd = [sys.executable, "-X", "warn_default_encoding", "-c", "open('x.csv').read()"]
assert "EncodingWarning: 'encoding' argument not specified" in subprocess.run(cmd, capture_output=True, text=True).stderr
