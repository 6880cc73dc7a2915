"""`python -m mcp_server` serves one client over stdio, `python -m mcp_server http` many over Streamable HTTP."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from mcp_server.settings import SettingsError, load

STDIO, HTTP = "stdio", "http"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until the client, or whoever started it, ends it. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m mcp_server", description=__doc__)
    parser.add_argument("transport", nargs="?", choices=(STDIO, HTTP), default=os.environ.get("MCP_TRANSPORT") or STDIO)
    transport = parser.parse_args(arguments).transport
    # Standard output belongs to the protocol.
    level = os.environ.get("LOG_LEVEL") or ("INFO" if transport == HTTP else "WARNING")
    logging.basicConfig(stream=sys.stderr, level=level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for chatty in ("httpx2", "httpcore2", "mcp"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        settings = load(os.environ)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    # Imported late: each transport has its own costs, and a mistake in the settings is told before them.
    import_module(f"mcp_server.{transport}").run(settings)
    return 0


if __name__ == "__main__":
    sys.exit(main())
