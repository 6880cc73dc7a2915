"""`contribute_trace` and `amend_trace`: giving something back."""

from typing import Any

from mcp_server.answers import Answer, said
from mcp_server.api import WRITES, Garbled, idempotency_key
from mcp_server.arguments import Arguments
from mcp_server.text import fence, one_line
from mcp_server.tools.tool import BOOLEAN, OBJECT, TEXT, TEXTS, Call, Tool, described, gives, takes

MOST_CHARACTERS = 50_000
OPTIONAL = {"review_after": 40, "watch_condition": 500, "agent_model": 100, "agent_version": 50}
"""Optional fields and how long they may be."""

_PREVIEW_CHARACTERS = 400
MOST_SIMILAR = 3
_SIMILAR = "It may say the same as these. If one of them does, improve that with amend_trace or report_outcome instead:"


async def contribute(call: Call) -> Answer:
    body = _body(call.arguments)
    accepted = await call.api.call(
        WRITES,
        call.credential,
        "POST",
        "/api/v1/traces",
        body=body,
        parse=_made,
        idempotency_key=idempotency_key(call.credential, "contribute_trace", body),
    )
    trace_id, status = one_line(accepted["id"], 64), one_line(str(accepted.get("status", "pending")), 20)
    if accepted.get("duplicate") is True:
        return said(f"This trace is known already (ID: {trace_id}).", id=trace_id, status=status, duplicate=True)
    text = (
        f"Trace submitted successfully (ID: {trace_id}). Status: {status} — it will be validated after community "
        "review."
    )
    dropped = accepted.get("tags_dropped")
    if isinstance(dropped, list) and dropped:
        text += f" Tags that can't be used were left out: {one_line(', '.join(map(str, dropped)), 200)}."
    similar = _similar(accepted.get("similar"))
    if similar:
        lines = "\n".join(f"{each['id']} {each['title']} (similarity {each['score']:.2f})" for each in similar)
        text += f"\n{_SIMILAR}\n{fence(lines, kind='similar traces')}"
    return said(text, id=trace_id, status=status, **({"similar": similar} if similar else {}))


def preview(arguments: Arguments) -> str:
    """The trace as somebody is asked to agree to. Raises BadArgument as the call itself would."""
    body = _body(arguments)
    return "\n".join(
        (
            "Share this with all users of CommonTrace?",
            f"Title: {one_line(body['title'], 200)}",
            f"Tags: {one_line(', '.join(body.get('tags', [])), 200)}",
            f"Context: {one_line(body['context_text'], _PREVIEW_CHARACTERS)}",
            f"Solution: {one_line(body['solution_text'], _PREVIEW_CHARACTERS)}",
        )
    )


def _body(arguments: Arguments) -> dict[str, Any]:
    body: dict[str, Any] = {
        "title": arguments.required("title", 200),
        "context_text": arguments.required("context_text", MOST_CHARACTERS),
        "solution_text": arguments.required("solution_text", MOST_CHARACTERS),
    }
    if tags := arguments.texts("tags", 20, 200):
        body["tags"] = tags
    if metadata := arguments.mapping("metadata_json"):
        body["metadata_json"] = metadata
    if arguments.text("supersedes_trace_id", 200).strip():
        body["supersedes_trace_id"] = arguments.trace_id("supersedes_trace_id")
    for name, maximum in OPTIONAL.items():
        if value := arguments.text(name, maximum).strip():
            body[name] = value
    return body


def _similar(found: Any) -> list[dict[str, Any]]:
    """Traces that may say the same, as the API names them; whatever it names in another form is left out."""
    return [
        {"id": one_line(each["id"], 64), "title": one_line(each["title"], 200), "score": round(float(each["score"]), 2)}
        for each in (found if isinstance(found, list) else [])
        if isinstance(each, dict)
        and isinstance(each.get("id"), str)
        and isinstance(each.get("title"), str)
        and isinstance(each.get("score"), (int, float))
    ][:MOST_SIMILAR]


async def amend(call: Call) -> Answer:
    trace_id = call.arguments.trace_id()
    body = {
        "improved_solution": call.arguments.required("improved_solution", MOST_CHARACTERS),
        "explanation": call.arguments.required("explanation", 5_000),
    }
    made = await call.api.call(
        WRITES,
        call.credential,
        "POST",
        f"/api/v1/traces/{trace_id}/amendments",
        body=body,
        parse=_made,
        idempotency_key=idempotency_key(call.credential, f"amend_trace/{trace_id}", body),
    )
    amendment_id = one_line(made["id"], 64)
    text = (
        f"Amendment submitted successfully (ID: {amendment_id}). Linked to trace {trace_id} — it will be reviewed by "
        "the community."
    )
    return said(text, id=amendment_id, trace_id=trace_id)


def _made(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise Garbled
    return found


CONTRIBUTE = Tool(
    name="contribute_trace",
    title="Share a solution",
    description=(
        "Contribute a solved problem, so that other agents find it. Call it when you have solved something that took "
        "effort and that others will meet. Leave out secrets, names and private code: everybody can read it."
    ),
    inputs=takes(
        ("title", "context_text", "solution_text"),
        title=described(TEXT, "The problem in one line"),
        context_text=described(TEXT, "What was done, what went wrong, error messages, versions"),
        solution_text=described(TEXT, "What solved it and why, with code"),
        tags=described(TEXTS, "Languages, tools, topics"),
        metadata_json=described(
            OBJECT, "Facts: language, framework, os, library, library_version, error_message, detection_pattern"
        ),
        supersedes_trace_id=described(TEXT, "Id of your older trace that this replaces"),
        review_after=described(TEXT, "ISO date to look at it again"),
        watch_condition=described(TEXT, "What would make it outdated"),
        agent_model=TEXT,
    ),
    outputs=gives(id=TEXT, status=TEXT, duplicate=BOOLEAN, similar={"type": "array", "items": OBJECT}),
    run=contribute,
    preview=preview,
)

AMEND = Tool(
    name="amend_trace",
    title="Improve a trace",
    description="Propose a better solution for an existing trace that is wrong, outdated or incomplete.",
    inputs=takes(
        ("trace_id", "improved_solution", "explanation"),
        trace_id=TEXT,
        improved_solution=described(TEXT, "The whole solution anew"),
        explanation=described(TEXT, "What is better and why"),
    ),
    outputs=gives(id=TEXT, trace_id=TEXT),
    run=amend,
)
