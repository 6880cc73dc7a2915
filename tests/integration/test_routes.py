"""The description of the API leaves no route out."""

import re

from app import create_app
from app.wiring import Services

PAGES = {
    "GET /health",
    "GET /ready",
    "GET /metrics",
    "GET /llms.txt",
    "GET /openapi.json",
    "GET /docs/",
    "GET /docs/<path:path>",
}
"""For everybody, without a key; `/metrics` from this machine, or with the admin token."""


def test_every_route_is_described_or_a_page_for_everybody(parts: Services) -> None:
    app = create_app(parts)
    with app.test_client() as client:
        paths = client.get("/openapi.json").get_json()["paths"]
    described = {
        f"{method.upper()} {path}" for path, item in paths.items() for method in item if method != "parameters"
    }
    served = {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith("/api/")
    }
    assert served == PAGES
    operations = {
        f"{method} {_as_described(rule.rule)}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/")
    }
    assert operations == described


def _as_described(rule: str) -> str:
    """`/keys/<string(length=12):key_id>` as `/keys/{key_id}`."""
    return re.sub(r"<(?:[^<>]+:)?(\w+)>", r"{\1}", rule)
