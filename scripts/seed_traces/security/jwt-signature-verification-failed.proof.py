"""Wrong secret encoding and a rotated key give the trace's messages; hmac_key() and Verifier cure them."""
import base64
import json
import os
import pathlib
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import jwt

trace = pathlib.Path(__file__).with_name("jwt-signature-verification-failed.md").read_text()
names: dict = {}
for code in re.findall(r"```python\n(.*?)```", trace, re.S):
    exec(code, names)


def error(action):
    try:
        action()
    except jwt.PyJWTError as caught:
        return f"jwt.exceptions.{type(caught).__name__}: {caught}"
    raise SystemExit("accepted what must be refused")


raw = os.urandom(32)
os.environ["JWT_SECRET"] = base64.b64encode(raw).decode() + "\n"
token = jwt.encode({"sub": "1"}, raw, "HS256")
message = error(lambda: jwt.decode(token, os.environ["JWT_SECRET"], algorithms=["HS256"]))
assert message == "jwt.exceptions.InvalidSignatureError: Signature verification failed", message
os.environ["JWT_SECRET_ENCODING"] = "base64"
assert jwt.decode(token, names["hmac_key"](), algorithms=["HS256"]) == {"sub": "1"}
assert "The specified alg value is not allowed" in error(lambda: jwt.decode(token, raw, algorithms=["RS256"]))
assert "Not enough segments" in error(lambda: jwt.decode("opaque", raw, algorithms=["HS256"]))

published: list[dict] = []
secrets = {}
# The same class with symmetric keys, so that the proof needs no optional dependency of PyJWT.
exec(re.findall(r"```python\n(.*?)```", trace, re.S)[0].replace('"RS256"', '"HS256"'), names)


def new_key(kid):
    secrets[kid] = os.urandom(32)
    k = base64.urlsafe_b64encode(secrets[kid]).decode().rstrip("=")
    return {"kty": "oct", "k": k, "kid": kid, "use": "sig", "alg": "HS256"}


class Keys(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"keys": published}).encode())

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Keys)
threading.Thread(target=server.serve_forever, daemon=True).start()


def make(kid, aud="api"):
    claims = {"iss": "idp", "aud": aud, "exp": time.time() + 60}
    return jwt.encode(claims, secrets[kid], "HS256", headers={"kid": kid})


published = [new_key("a")]
verify = names["Verifier"](f"http://127.0.0.1:{server.server_port}/", "idp", "api")
assert verify(make("a"))["aud"] == "api"
published = [new_key("b")]  # rotation
rotated = make("b")
assert "Signature verification failed" in error(
    lambda: jwt.decode(rotated, secrets["a"], algorithms=["HS256"], audience="api"))
assert "Unable to find a signing key that matches" in error(lambda: verify(rotated))  # within the cooldown
clock = time.monotonic
time.monotonic = lambda: clock() + 31
assert verify(rotated)["iss"] == "idp", "the rotated key was not loaded"
assert "Audience doesn't match" in error(lambda: verify(make("b", "other")))
