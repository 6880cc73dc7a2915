"""The server over standard input and output, for one client that started it."""

import os

import anyio
from mcp.server.stdio import stdio_server

from mcp_server.credentials import from_environment
from mcp_server.server import build
from mcp_server.settings import Settings


def run(settings: Settings) -> None:
    """Serve until the client closes our input."""
    credential = from_environment(os.environ)
    server = build(settings, lambda _context: credential)

    async def serve() -> None:
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    anyio.run(serve)
