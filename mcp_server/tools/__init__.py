"""The tools, in the order in which clients list them."""

from mcp_server.tools.contributing import AMEND, CONTRIBUTE
from mcp_server.tools.judging import REPORT, VOTE
from mcp_server.tools.listing import TAGS
from mcp_server.tools.packing import CONTEXT_PACK
from mcp_server.tools.reading import GET
from mcp_server.tools.searching import SEARCH
from mcp_server.tools.tool import Tool

TOOLS: tuple[Tool, ...] = (SEARCH, GET, CONTEXT_PACK, CONTRIBUTE, VOTE, REPORT, AMEND, TAGS)
