"""`list_tags`: the vocabulary."""

from typing import Any

from mcp_server.answers import Answer, said
from mcp_server.api import READS, Garbled
from mcp_server.text import one_line
from mcp_server.tools.tool import INTEGER, TEXT, TEXTS, Call, Tool, described, gives, takes

MOST_SHOWN = 500


async def tags(call: Call) -> Answer:
    prefix = call.arguments.text("prefix", 50).strip().lower()
    found = await call.api.call(READS, call.credential, "GET", "/api/v1/tags", parse=names)
    matching = [name for name in found if name.startswith(prefix)]
    if not matching:
        return said("No tags available yet." if not prefix else f"No tag begins with {prefix!r}.", total=0, tags=[])
    shown = matching[:MOST_SHOWN]
    text = f"Available tags ({len(matching)} total):\n{', '.join(shown)}"
    if len(matching) > len(shown):
        text += f"\n{len(matching) - len(shown)} more: narrow the list with prefix."
    return Answer(text, {"total": len(matching), "tags": shown})


def names(found: Any) -> list[str]:
    """The API's answer. Tags are in a form that leaves nothing to hide, if it is our API."""
    if not isinstance(found, dict) or not isinstance(found.get("tags"), list):
        raise Garbled
    return [one_line(name, 50) for name in found["tags"] if isinstance(name, str)]


TAGS = Tool(
    name="list_tags",
    title="List tags",
    description="List the tags that traces are filed under, to narrow a search.",
    inputs=takes(prefix=described(TEXT, "Only those that begin so")),
    outputs=gives(total=INTEGER, tags=TEXTS),
    run=tags,
    read_only=True,
)
