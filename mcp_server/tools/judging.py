"""`vote_trace` and `report_outcome`: what a trace was worth."""

from typing import Any

from mcp_server.answers import Answer, said
from mcp_server.api import WRITES, Garbled
from mcp_server.tools.tool import OBJECT, TEXT, Call, Tool, described, gives, takes

UP, DOWN = "up", "down"
FEEDBACK_TAGS = ("outdated", "wrong", "security_concern", "spam")
RESULTS = ("worked", "partly", "failed")


async def vote(call: Call) -> Answer:
    arguments = call.arguments
    trace_id = arguments.trace_id()
    direction = arguments.choice("vote_type", (UP, DOWN))
    body: dict[str, Any] = {"vote_type": direction}
    if direction == DOWN:
        body["feedback_tag"] = arguments.choice("feedback_tag", FEEDBACK_TAGS)
    elif tag := arguments.text("feedback_tag", 50).strip():
        body["feedback_tag"] = tag
    if text := arguments.text("feedback_text", 5_000).strip():
        body["feedback_text"] = text
    if context := arguments.mapping("voter_context"):
        body["voter_context"] = context
    await call.api.call(WRITES, call.credential, "POST", f"/api/v1/traces/{trace_id}/votes", body=body, parse=_recorded)
    return said(f"Vote recorded: {direction}vote on trace {trace_id}.", trace_id=trace_id, vote_type=direction)


async def report(call: Call) -> Answer:
    arguments = call.arguments
    trace_id = arguments.trace_id()
    result = arguments.choice("result", RESULTS)
    body: dict[str, Any] = {"result": result}
    if environment := arguments.mapping("environment"):
        body["environment"] = environment
    if note := arguments.text("note", 5_000).strip():
        body["note"] = note
    await call.api.call(
        WRITES, call.credential, "POST", f"/api/v1/traces/{trace_id}/outcomes", body=body, parse=_recorded
    )
    return said(f"Outcome recorded: {result}, for trace {trace_id}.", trace_id=trace_id, result=result)


def _recorded(found: Any) -> None:
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise Garbled


VOTE = Tool(
    name="vote_trace",
    title="Vote on a trace",
    description="Vote on a trace that you read: up if it is right and useful, down with the reason if it isn't.",
    inputs=takes(
        ("trace_id", "vote_type"),
        trace_id=TEXT,
        vote_type={"type": "string", "enum": [UP, DOWN]},
        feedback_tag=described(TEXT, f"Required for down: {', '.join(FEEDBACK_TAGS)}"),
        feedback_text=TEXT,
        voter_context=described(OBJECT, "Where you work: language, framework, os"),
    ),
    outputs=gives(trace_id=TEXT, vote_type=TEXT),
    run=vote,
)

REPORT = Tool(
    name="report_outcome",
    title="Report whether it worked",
    description="Report whether a trace worked after you applied it. This counts more than a vote for its trust.",
    inputs=takes(
        ("trace_id", "result"),
        trace_id=TEXT,
        result={"type": "string", "enum": list(RESULTS)},
        environment=described(OBJECT, "Where: language, versions, os"),
        note=described(TEXT, "What differed or failed"),
    ),
    outputs=gives(trace_id=TEXT, result=TEXT),
    run=report,
)
