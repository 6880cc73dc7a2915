"""What is served beside the API itself: metrics, the documentation page, and directions for agents."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask, Response
from flask_compress import Compress
from flask_swagger_ui import get_swaggerui_blueprint

from app.core import metrics
from app.core.http.admin import require_loopback_or_admin_token

LLMS_TXT = Path(__file__).with_name("llms.txt")

_PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def register_pages(app: Flask, render_metrics: Callable[[], bytes]) -> None:
    """`/metrics` (loopback or admin token), `/docs` (works offline), `/llms.txt`; compression and security headers."""
    # Answers to a key holder carry texts of others and nothing secret to guess, so compressing them leaks nothing.
    app.config.update(COMPRESS_MIMETYPES=["application/json", "text/plain", "text/css", "text/javascript"])
    Compress(app)
    app.register_blueprint(get_swaggerui_blueprint("/docs", "/openapi.json", config={"app_name": "CommonTrace API"}))
    llms = LLMS_TXT.read_text(encoding="utf-8")

    @app.get("/llms.txt")
    def directions() -> Response:
        return Response(llms, content_type="text/plain; charset=utf-8")

    @app.get("/metrics")
    def scrape() -> Response:
        require_loopback_or_admin_token()
        return Response(render_metrics(), content_type=metrics.CONTENT_TYPE)

    @app.after_request
    def secure(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        page = response.mimetype == "text/html"
        response.headers.setdefault("Content-Security-Policy", _PAGE_POLICY if page else "default-src 'none'")
        return response
