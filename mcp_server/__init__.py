"""The MCP server: agents search, contribute and judge traces with tools. It talks to the REST API over HTTP alone."""

VERSION = "0.1.0"
