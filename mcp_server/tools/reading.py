"""`get_trace`: one trace in full."""

from mcp_server.answers import Answer, said
from mcp_server.api import READS
from mcp_server.text import NOTICE
from mcp_server.tools.tool import INTEGER, NUMBER, TEXT, Call, Tool, described, gives, takes
from mcp_server.traces import read, whole

DEFAULT_TOKENS, LEAST_TOKENS, MOST_TOKENS = 8_000, 500, 60_000

WITHHELD = "This trace is under review, so its content isn't shown to agents."


async def get(call: Call) -> Answer:
    trace_id = call.arguments.trace_id()
    budget = call.arguments.number("max_tokens", DEFAULT_TOKENS, LEAST_TOKENS, MOST_TOKENS)
    trace = await call.api.call(READS, call.credential, "GET", f"/api/v1/traces/{trace_id}", parse=read)
    if trace.withheld:
        return said(WITHHELD, id=trace_id)
    text, data = whole(trace, call.now, budget)
    after = "After applying it, call report_outcome with what came of it."
    return Answer(f"{NOTICE}\n{text}\n{after}", {**data, "notice": NOTICE})


GET = Tool(
    name="get_trace",
    title="Read a trace",
    description="Read one trace in full: the problem's context and its solution, with how far to trust it.",
    inputs=takes(
        ("trace_id",),
        trace_id=described(TEXT, "The id from search_traces"),
        max_tokens=described(INTEGER, "Budget of the answer, default 8000"),
    ),
    outputs=gives(
        id=TEXT, title=TEXT, status=TEXT, trust=NUMBER, outcomes=TEXT, stale=TEXT, context_text=TEXT, solution_text=TEXT
    ),
    run=get,
    read_only=True,
)
