"""What the preflight gets from Flask itself: 401, 308 and 405, and 200 with the cure (flask-cors only adds headers)."""
from functools import wraps

from flask import Flask, abort, request


def build(check=None, **config):
    app = Flask(__name__)
    app.config.update(config)
    if check:
        app.before_request(check)

    def login_required(view):
        @wraps(view)
        def wrapped():
            if "Authorization" not in request.headers:
                abort(401)
            return view()

        return wrapped

    @app.post("/orders", strict_slashes=False)
    @login_required
    def create_order():
        return {"id": 1}, 201

    @app.route("/listed", methods=["POST", "OPTIONS"])
    @login_required
    def listed():
        return ""

    @app.post("/slash/")
    def slash():
        return ""

    @app.post("/lenient/", strict_slashes=False)
    def lenient():
        return ""

    return app.test_client()


def strict():
    if "Authorization" not in request.headers:
        abort(401)


def require_login():
    if request.method == "OPTIONS":
        return None
    if "Authorization" not in request.headers:
        abort(401)


def preflight(client, path):
    headers = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "POST"}
    return client.options(path, headers=headers).status_code


assert preflight(build(), "/orders") == 200  # a decorator alone does no harm
assert preflight(build(), "/listed") == 401
assert preflight(build(strict), "/orders") == 401
assert preflight(build(), "/slash") == 308
assert preflight(build(PROVIDE_AUTOMATIC_OPTIONS=False), "/orders") == 405
cured = build(require_login)
assert preflight(cured, "/orders") == 200 and preflight(cured, "/lenient") == 200
assert cured.post("/orders").status_code == 401
assert cured.post("/orders", headers={"Authorization": "example"}).status_code == 201
