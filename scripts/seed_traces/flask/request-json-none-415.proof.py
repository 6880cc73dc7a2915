"""415, 400 and None of request.json, and the view of the trace."""
from flask import Flask, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException

app = Flask(__name__)


@app.errorhandler(HTTPException)
def as_json(error):
    return jsonify(error=error.description), error.code


@app.post("/orders")
def create_order():
    data = request.get_json()
    if not isinstance(data, dict) or "name" not in data:
        raise BadRequest("expected an object with 'name'")
    return {"name": data["name"]}, 201


@app.route("/bare", methods=["GET", "POST"])
def bare():
    return jsonify(request.json)


@app.post("/silent")
def silent():
    return jsonify(request.get_json(silent=True))


@app.post("/force")
def force():
    return jsonify(request.get_json(force=True))


client = app.test_client()


def post(path, data, kind="application/json"):
    answer = client.post(path, data=data, content_type=kind)
    return answer.status_code, answer.json


LABEL = "Did not attempt to load JSON data because the request Content-Type was not 'application/json'."
BROKEN = "The browser (or proxy) sent a request that this server could not understand."
assert post("/bare", '{"name": "a"}', "text/plain") == (415, {"error": LABEL})
assert post("/bare", {"name": "a"}, None) == (415, {"error": LABEL})
for body in ("", "{'name': 'a'}", '{"name": "a",}'):
    assert post("/bare", body) == (400, {"error": BROKEN}), body
assert client.get("/bare", content_type="application/json").status_code == 400
assert post("/bare", "null") == (200, None)
assert post("/silent", '{"name": "a"}', "text/plain") == post("/silent", "{") == (200, None)
assert post("/force", '{"name": "a"}', "text/plain") == (200, {"name": "a"})
assert post("/bare", '{"name": "a"}', "application/vnd.api+json") == (200, {"name": "a"})
assert post("/orders", '{"name": "a"}') == (201, {"name": "a"})
for body in ("null", "[]", '"text"', "{}"):
    assert post("/orders", body) == (400, {"error": "expected an object with 'name'"}), body
app.debug = True
told = post("/bare", "{a: 1}")
assert told[1]["error"].startswith("Failed to decode JSON object: Expecting property name enclosed in double quotes"), told
