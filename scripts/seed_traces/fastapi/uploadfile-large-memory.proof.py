"""The missing package, where Starlette keeps the upload, reading in pieces, and limits that answer 413."""
import subprocess
import sys
import tracemalloc
import warnings

warnings.simplefilter("ignore")
import shutil
import tempfile
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request, UploadFile
from fastapi.testclient import TestClient

CODE = """
import sys
sys.modules["python_multipart"] = sys.modules["multipart"] = None
from fastapi import FastAPI, UploadFile
@FastAPI().post("/")
def upload(file: UploadFile): pass
"""
told = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True).stderr
assert 'RuntimeError: Form data requires "python-multipart" to be installed.' in told, told

app = FastAPI()
TARGET = Path("uploads")
SIZE = 20_000_000
peak = {}


@app.post("/upload", status_code=201)
def upload(file: UploadFile):
    assert file.file._rolled, "kept in memory"
    TARGET.mkdir(exist_ok=True)
    tracemalloc.start()
    with tempfile.NamedTemporaryFile(dir=TARGET, suffix=".part", delete=False) as out:
        shutil.copyfileobj(file.file, out, length=1024 * 1024)
    peak["pieces"] = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"stored": Path(out.name).name, "size": file.size}


@app.post("/read")
async def read(file: UploadFile):
    tracemalloc.start()
    await file.read()
    peak["whole"] = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


LIMIT = 1000


@app.put("/raw", status_code=201)
async def raw(request: Request):
    size = 0
    with open("upload.part", "wb") as out:
        async for chunk in request.stream():
            size += len(chunk)
            if size > LIMIT:
                raise HTTPException(413)
            out.write(chunk)
    return {"size": size}


@app.post("/limited", max_body_size=1000)
def limited(file: UploadFile):
    return file.size


client = TestClient(app)
big = {"file": ("big.bin", b"x" * SIZE)}
answer = client.post("/upload", files=big).json()
assert answer["size"] == SIZE == (TARGET / answer["stored"]).stat().st_size
client.post("/read", files=big)
assert peak["whole"] >= SIZE and peak["pieces"] < 3_000_000, peak
assert client.post("/limited", files=big).status_code == 413
assert client.post("/limited", files={"file": ("a", b"x" * 200)}).json() == 200
assert client.put("/raw", content=b"x" * 2000).status_code == 413
assert client.put("/raw", content=(b"x" * 300 for _ in range(9))).status_code == 413
assert client.put("/raw", content=b"x" * 300).json() == {"size": 300}
