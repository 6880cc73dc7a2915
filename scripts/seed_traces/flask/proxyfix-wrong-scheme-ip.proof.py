"""What Flask sees behind a proxy, with ProxyFix, and with a number that trusts the client."""
from flask import Flask, request, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

# nginx appended 203.0.113.7, the client had sent 6.6.6.6
HEADERS = {"X-Forwarded-For": "6.6.6.6, 203.0.113.7", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "example.com",
           "X-Forwarded-Prefix": "/shop", "Host": "app:8000"}


def ask(**trusted):
    app = Flask(__name__)
    if trusted:
        app.wsgi_app = ProxyFix(app.wsgi_app, **trusted)

    @app.get("/whoami")
    def whoami():
        return {"ip": request.remote_addr, "url": url_for("whoami", _external=True), "secure": request.is_secure}

    return app.test_client().get("/whoami", headers=HEADERS, environ_base={"REMOTE_ADDR": "172.18.0.5"}).json


assert ask() == {"ip": "172.18.0.5", "url": "http://app:8000/whoami", "secure": False}
good = {"ip": "203.0.113.7", "url": "https://example.com/whoami", "secure": True}
assert ask(x_for=1, x_proto=1, x_host=1) == good
assert ask(x_for=2, x_proto=1, x_host=1)["ip"] == "6.6.6.6"
assert ask(x_for=1, x_proto=1, x_host=1, x_prefix=1)["url"] == "https://example.com/shop/whoami"
app = Flask(__name__)
app.config.update(SERVER_NAME="example.com", PREFERRED_URL_SCHEME="https")
app.add_url_rule("/", "index", lambda: "")
with app.app_context():
    assert url_for("index") == "https://example.com/"
