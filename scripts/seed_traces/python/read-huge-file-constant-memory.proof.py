# readlines() takes the size of the file and more; the trace's generators stay flat.
import gzip
import json
from itertools import islice


def read_json_lines(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    yield json.loads(line)
                except json.JSONDecodeError as error:
                    raise ValueError(f"{path}, line {number}: {error}") from error


def batches(items, size):
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def convert(source, target):
    with open(target, "w", encoding="utf-8") as out:
        for batch in batches(read_json_lines(source), 1000):
            rows = [{"id": item["id"]} for item in batch]  # or: one INSERT for the batch
            out.writelines(json.dumps(row) + "\n" for row in rows)


import hashlib


def sha256_of(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


import tracemalloc
from pathlib import Path

with open("in.jsonl", "w", encoding="utf-8") as out:
    out.writelines(json.dumps({"id": i, "text": "x" * 200}) + "\n" for i in range(40_000))
size = Path("in.jsonl").stat().st_size


def peak(work):
    tracemalloc.start()
    work()
    top = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return top


def all_lines():
    with open("in.jsonl", encoding="utf-8") as file:
        return len(file.readlines())


whole, streamed = peak(all_lines), peak(lambda: convert("in.jsonl", "out.jsonl"))
assert whole > size and streamed < size / 4, (size, whole, streamed)
assert [row["id"] for row in read_json_lines("out.jsonl")] == list(range(40_000))
with gzip.open("in.jsonl.gz", "wt", encoding="utf-8") as out:
    out.write('{"id": 1}\n\n{"id": \n')
try:
    list(read_json_lines("in.jsonl.gz"))
    raise SystemExit("the broken line was accepted")
except ValueError as error:
    assert "in.jsonl.gz, line 3" in str(error), error
assert sha256_of("in.jsonl") == hashlib.sha256(Path("in.jsonl").read_bytes()).hexdigest()
with open("in.jsonl", encoding="utf-8") as file:
    next(file)
    try:
        file.tell()
        raise SystemExit("tell() worked")
    except OSError as error:
        assert str(error) == "telling position disabled by next() call", error
