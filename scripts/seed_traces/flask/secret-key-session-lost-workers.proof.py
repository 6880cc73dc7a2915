"""Two workers with keys of their own, one common key, rotation with fallbacks, and changes inside an object."""
import os

from flask import Flask, session


def worker(key, **config):
    app = Flask(__name__)
    app.config.update(SECRET_KEY=key, **config)

    @app.post("/login")
    def login():
        session["user"] = "ann"
        return ""

    @app.get("/me")
    def me():
        return session.get("user", "nobody")

    @app.post("/cart/<int:item>")
    def forgetful(item: int):
        session.setdefault("cart", []).append(item)
        return {"items": len(session["cart"])}

    @app.post("/good/<int:item>")
    def add(item: int):
        session.setdefault("good", []).append(item)
        session.modified = True
        return {"items": len(session["good"])}

    return app


def across(first, second):
    client = first.test_client()
    client.post("/login")
    other = second.test_client()
    other.set_cookie("session", client.get_cookie("session").value)
    return other.get("/me").text


assert across(worker(os.urandom(24)), worker(os.urandom(24))) == "nobody"
assert across(worker("example"), worker("example")) == "ann"
assert across(worker("old"), worker("new")) == "nobody"
assert across(worker("old"), worker("new", SECRET_KEY_FALLBACKS=["old"])) == "ann"
client = worker("example").test_client()
assert [client.post(f"/cart/{n}").json["items"] for n in (1, 2, 3)] == [1, 2, 2]
assert [client.post(f"/good/{n}").json["items"] for n in (1, 2, 3)] == [1, 2, 3]
keyless = worker(None)
keyless.testing = True
try:
    keyless.test_client().post("/login")
    raise SystemExit("a session without a key")
except RuntimeError as error:
    assert str(error).startswith("The session is unavailable because no secret key was set.  Set the secret_key"), error
