"""Two tabs: one state per session fails for the first tab; the trace's code accepts both, each once."""
import pathlib
import re
import secrets
from urllib.parse import parse_qs, urlsplit

from flask import Flask, redirect, request, session

trace = pathlib.Path(__file__).with_name("oauth-pkce-state-mismatch.md").read_text()
names: dict = {"__name__": "trace"}
exec(re.findall(r"```python\n(.*?)```", trace, re.S)[0], names)

naive = Flask("naive")
naive.secret_key = "proof"


@naive.get("/login")
def login():
    session["state"] = secrets.token_urlsafe(8)
    return redirect("https://idp.example.com/authorize?state=" + session["state"])


@naive.get("/callback")
def callback():
    if request.args["state"] != session.pop("state", None):
        return "mismatching_state", 400
    return redirect("/")


def begin(client):
    location = client.get("/login", base_url="https://app.example.com").headers["location"]
    return parse_qs(urlsplit(location).query)["state"][0]


def finish(client, state):
    return client.get("/callback", query_string={"state": state}, base_url="https://app.example.com").status_code


client = naive.test_client()
first, second = begin(client), begin(client)
assert finish(client, first) == 400, "the mismatch was not reproduced"

client = names["app"].test_client()
first, second = begin(client), begin(client)
assert finish(client, first) == 302 and finish(client, second) == 302
assert finish(client, first) == 400, "a state must work only once"
assert finish(names["app"].test_client(), begin(client)) == 400, "another browser must be refused"
client = names["app"].test_client()
states = [begin(client) for _ in range(9)]
assert [finish(client, s) for s in states] == [400] * 4 + [302] * 5, "the last five logins must be kept"
