"""The server over Streamable HTTP, stateless: /mcp, and /health for whoever runs it."""

from typing import Any

import uvicorn
from mcp.server.streamable_http_manager import StreamableHTTPASGIApp, StreamableHTTPSessionManager
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mcp_server.credentials import Credential, from_headers
from mcp_server.guard import Guard
from mcp_server.server import NO_KEY, Context, build
from mcp_server.settings import Settings

SHUTDOWN_S = 5
KEEPALIVE_S = 75


def application(settings: Settings) -> Starlette:
    """The ASGI application."""
    server = build(settings, _credential)
    manager = StreamableHTTPSessionManager(
        server, json_response=True, stateless=True, max_request_body_size=settings.max_body_bytes
    )
    endpoint = Guard(StreamableHTTPASGIApp(manager), settings)
    return Starlette(
        routes=[
            Route("/mcp", endpoint),
            # As some configurations have it: a redirect would lose the body, or the key, of half of the clients.
            Route("/mcp/", endpoint),
            Route("/health", _health, methods=["GET"]),
            # Clients that were told 401 look here for a way to sign in. There is none, and this says what to do.
            Route("/.well-known/{path:path}", _no_sign_in, methods=["GET"]),
            Route("/register", _no_sign_in, methods=["GET", "POST"]),
        ],
        lifespan=lambda _app: manager.run(),
    )


def run(settings: Settings) -> None:
    """Serve until told to end."""
    uvicorn.run(
        application(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEPALIVE_S,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )


def _credential(context: Context) -> Credential | None:
    request: Any = context.request
    return from_headers(request.headers) if request is not None else None


async def _health(_request: Request) -> JSONResponse:
    return JSONResponse({"status": "healthy"})


async def _no_sign_in(_request: Request) -> JSONResponse:
    return JSONResponse({"error": "invalid_request", "error_description": NO_KEY}, 404)
