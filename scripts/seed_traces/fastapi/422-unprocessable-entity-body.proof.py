"""Each detail of the trace, as the installed FastAPI words it, then the three handlers with matching requests."""
import warnings

warnings.simplefilter("ignore")
from typing import Annotated

from fastapi import Body, FastAPI, Form, UploadFile
from fastapi.testclient import TestClient
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str
    price: float


@app.post("/items")
def create(item: Item):
    return item


@app.post("/login")
def login(username: Annotated[str, Form()]):
    return username


@app.post("/import")
def upload(file: UploadFile, name: Annotated[str, Form()]):
    return {"name": name, "file": file.filename}


app.post("/plain")(lambda name: name)
app.post("/bare")(lambda name=Body(): name)


@app.post("/bare-text")
def bare(name: Annotated[str, Body()]):
    return name


@app.post("/embedded")
def embedded(name: Annotated[str, Body(embed=True)]):
    return name


@app.post("/two")
def two(item: Item, user: Item):
    return 1


client = TestClient(app)


def fault(path, **request):
    response = client.post(path, **request)
    assert response.status_code == 422, (path, response.text)
    first = response.json()["detail"][0]
    return first["type"], first["loc"], first["msg"]


good, labelled = {"name": "a", "price": 1}, {"content-type": "application/json"}
as_text = ("model_attributes_type", ["body"], "Input should be a valid dictionary or object to extract fields from")
assert fault("/plain", json={"name": "a"}) == ("missing", ["query", "name"], "Field required")
assert fault("/two", json=good) == ("missing", ["body", "item"], "Field required")
assert fault("/bare-text", json={"name": "a"}) == ("string_type", ["body"], "Input should be a valid string")
assert fault("/items", data=good) == as_text
assert fault("/items", json='{"name": "a", "price": 1}') == as_text  # encoded twice
assert fault("/items", content=b'{"name": "a", "price": 1}') == as_text  # no Content-Type
assert fault("/items", content=b"{'name': 1}", headers=labelled)[0] == "json_invalid"
assert fault("/login", json={"username": "ann"})[:2] == ("missing", ["body", "username"])
assert client.post("/items", json=good).json() == good
assert client.post("/embedded", json={"name": "a"}).json() == "a"
assert client.post("/two", json={"item": good, "user": good}).status_code == 200
assert client.post("/login", data={"username": "ann"}).json() == "ann"
sent = client.post("/import", files={"file": ("data.csv", b"1")}, data={"name": "a"})
assert sent.json() == {"name": "a", "file": "data.csv"}, sent.text
lost = client.post("/import", content=b"x", headers={"content-type": "multipart/form-data"})
assert (lost.status_code, lost.json()) == (400, {"detail": "Missing boundary in multipart."}), lost.text
