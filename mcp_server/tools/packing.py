"""`get_context`: everything worth knowing for a task, packed into a token budget."""

from typing import Any

from mcp_server.answers import Answer, mistaken, said
from mcp_server.api import CONTEXT, Garbled
from mcp_server.text import NOTICE, cut, fence, sanitise
from mcp_server.tools.tool import INTEGER, TEXT, TEXTS, Call, Tool, described, gives, takes

DEFAULT_TOKENS, LEAST_TOKENS, MOST_TOKENS = 2_000, 200, 20_000
LISTS = {"queries": (10, 2_000), "errors": (10, 2_000), "files": (50, 500)}
"""Lists, how many of each are passed on, and how long each may be."""


async def get_context(call: Call) -> Answer:
    arguments = call.arguments
    body: dict[str, Any] = {"format": "markdown"}
    if task := arguments.text("task", 100_000).strip()[:2_000]:
        body["task"] = task
    for name, (most, maximum) in LISTS.items():
        if values := arguments.texts(name, most, maximum):
            body[name] = values
    if not body.keys() & {"task", *LISTS}:
        return mistaken("Say what you are about to do: a task, queries, errors or files.")
    if language := arguments.text("language", 50).strip():
        body["language"] = language
    budget = arguments.number("budget_tokens", DEFAULT_TOKENS, LEAST_TOKENS, MOST_TOKENS)
    body["budget_tokens"] = budget
    pack = sanitise(await call.api.call(CONTEXT, call.credential, "POST", "/api/v1/context", body=body, parse=_pack))
    if not pack.strip():
        return said("No good match: CommonTrace knows nothing for this task.")
    # The server counts tokens in its own way: a little more than was asked for is let through.
    content = cut(pack.strip(), budget * 3 // 2)
    return Answer(f"{NOTICE}\n{fence(content, kind='context pack')}", {"context": content, "notice": NOTICE})


def _pack(found: Any) -> str:
    """The pack's text, bare or as a field of a JSON object."""
    if isinstance(found, str):
        return found
    if isinstance(found, dict):
        for name in ("markdown", "text", "content"):
            if isinstance(found.get(name), str):
                return str(found[name])
    raise Garbled


CONTEXT_PACK = Tool(
    name="get_context",
    title="Get context for a task",
    description=(
        "Get context for a task: the shared solutions and pitfalls that matter for it, packed into a token budget. "
        "Call it once when you begin."
    ),
    inputs=takes(
        task=described(TEXT, "What you are about to do"),
        queries=described(TEXTS, "Questions to look up"),
        errors=described(TEXTS, "Error messages"),
        files=described(TEXTS, "Paths you will touch"),
        language=TEXT,
        budget_tokens=described(INTEGER, "Default 2000"),
    ),
    outputs=gives(context=TEXT),
    run=get_context,
    read_only=True,
)
