"""Malformed messages for the MCP server, over both transports, from a printed seed."""
