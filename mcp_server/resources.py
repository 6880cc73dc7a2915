"""Resources: `trace://{id}` and `tags://`."""

from datetime import UTC, datetime
from typing import Any

from mcp.shared.exceptions import MCPError
from mcp_types import INVALID_PARAMS

from mcp_server.answers import refused, unavailable
from mcp_server.api import READS, Api, Refused, Unavailable
from mcp_server.arguments import Arguments, BadArgument
from mcp_server.credentials import Credential
from mcp_server.text import NOTICE
from mcp_server.tools.listing import names
from mcp_server.tools.reading import DEFAULT_TOKENS, WITHHELD
from mcp_server.traces import read, whole

TAGS_URI = "tags://"
TRACE_SCHEME = "trace://"
MARKDOWN, PLAIN = "text/markdown", "text/plain"

RESOURCES: list[dict[str, Any]] = [
    {
        "uri": TAGS_URI,
        "name": "tags",
        "title": "Tags",
        "description": "The tags that traces are filed under, one a line",
        "mimeType": PLAIN,
    }
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "uriTemplate": f"{TRACE_SCHEME}{{id}}",
        "name": "trace",
        "title": "Trace",
        "description": "One trace: a problem's context and its solution",
        "mimeType": MARKDOWN,
    }
]


async def read_resource(api: Api, credential: Credential, uri: str) -> dict[str, Any]:
    """The result of `resources/read`. Raises MCPError for an address that isn't ours, or of nothing.

    An API that can't be had is told as the resource's text: that is what whoever reads it will see.
    """
    try:
        if uri.rstrip("/") == TAGS_URI.rstrip("/"):
            found = await api.call(READS, credential, "GET", "/api/v1/tags", parse=names)
            return _contents(uri, PLAIN, "\n".join(found))
        if not uri.startswith(TRACE_SCHEME):
            raise MCPError(code=INVALID_PARAMS, message="Resource not found", data={"uri": uri[:200]})
        trace_id = Arguments({"uri": uri.rstrip("/")}).trace_id("uri")
        trace = await api.call(READS, credential, "GET", f"/api/v1/traces/{trace_id}", parse=read)
        text = WITHHELD if trace.withheld else f"{NOTICE}\n{whole(trace, datetime.now(UTC), DEFAULT_TOKENS)[0]}"
        return _contents(uri, MARKDOWN, text)
    except Unavailable as error:
        return _contents(uri, PLAIN, unavailable(error).text)
    except BadArgument:
        raise MCPError(code=INVALID_PARAMS, message="Resource not found", data={"uri": uri[:200]}) from None
    except Refused as error:
        message = "Resource not found" if error.status == 404 else refused(error).text
        raise MCPError(code=INVALID_PARAMS, message=message, data={"uri": uri[:200]}) from None


def _contents(uri: str, mime_type: str, text: str) -> dict[str, Any]:
    return {"contents": [{"uri": uri, "mimeType": mime_type, "text": text}]}
