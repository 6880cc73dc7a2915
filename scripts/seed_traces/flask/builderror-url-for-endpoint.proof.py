from flask import Blueprint, Flask, redirect, render_template_string, url_for
from flask.cli import routes_command
from werkzeug.routing import BuildError

bp = Blueprint("auth", __name__, url_prefix="/auth")


@bp.get("/login")
def login():
    return render_template_string("{{ url_for('.login') }}")


@bp.get("/user/<int:user_id>")
def user(user_id: int):
    return redirect(url_for("auth.login", next=url_for("auth.user", user_id=user_id)))


def create_app() -> Flask:
    app = Flask(__name__)
    app.register_blueprint(bp)
    return app


app = create_app()
START = "Could not build url for endpoint "
with app.test_request_context():
    for text, endpoint, values in (
        ("'login'. Did you mean 'auth.login' instead?", "login", {}),
        ("'auth.user'. Did you forget to specify values ['user_id']?", "auth.user", {}),
        ("'auth.user'. Did you forget to specify values ['user_id']?", "auth.user", {"user_id": None}),
        ("'auth.user' with values ['id']. Did you forget to specify values ['user_id']?", "auth.user", {"id": 1}),
        ("'auth.login' ('DELETE'). Did you mean to use methods ['GET', 'HEAD', 'OPTIONS']?", "auth.login", {"_method": "DELETE"}),
    ):
        try:
            raise SystemExit("built " + url_for(endpoint, **values))
        except BuildError as error:
            assert str(error) == START + text, str(error)
    assert url_for("auth.user", user_id=1) == "/auth/user/1"
client = app.test_client()
assert client.get("/auth/user/3").location == "/auth/login?next=/auth/user/3"
assert client.get("/auth/login").text == "/auth/login"
rows = app.test_cli_runner().invoke(routes_command).output
assert "auth.user   GET      /auth/user/<int:user_id>" in rows, rows

late = Flask("late")
late.register_blueprint(bp)
try:
    bp.get("/late")(lambda: "")
    raise SystemExit("a route after register_blueprint was accepted")
except AssertionError as error:
    assert "setup method 'get'" in str(error) or "can no longer be called" in str(error), error


def logged(view):
    def wrapper(*args):
        return view(*args)
    return wrapper


late.get("/a")(logged(lambda: ""))
try:
    late.get("/b")(logged(lambda: ""))
    raise SystemExit("two functions called wrapper were accepted")
except AssertionError as error:
    assert "View function mapping is overwriting an existing endpoint function: wrapper" in str(error), error
