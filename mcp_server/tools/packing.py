"""`get_context`: everything worth knowing for a task, packed into a token budget."""

from dataclasses import dataclass
from typing import Any

from mcp_server.answers import Answer, mistaken, said
from mcp_server.api import CONTEXT, Garbled
from mcp_server.text import NOTICE, attributes, fence, one_line, sanitise
from mcp_server.tools.tool import BOOLEAN, INTEGER, OBJECT, TEXT, TEXTS, Call, Tool, described, gives, takes

DEFAULT_TOKENS, LEAST_TOKENS, MOST_TOKENS = 2_000, 200, 32_000
FRAME_TOKENS = 15
"""For a line before the pieces. The notice, and what stands around a piece, is shorter than in the API's JSON, which it
counts."""

MOST_QUESTIONS = 8
MOST_CHARACTERS = 8_000
MOST_FILES = 50

_NOTHING = "No good match: CommonTrace knows nothing for this task."
_NEAREST = "No good match: this is the nearest there is."
_NO_ROOM = "There are matches, but none fits the budget: ask for 400 tokens or more."
_LEFT_OUT_SHOWN = 10


async def get_context(call: Call) -> Answer:
    arguments = call.arguments
    body: dict[str, Any] = {"format": "json"}
    questions = MOST_QUESTIONS
    if task := arguments.text("task", 100_000).strip()[:MOST_CHARACTERS]:
        body["task"] = task
        questions -= 1
    # Errors before questions: they are what is searched for best.
    for name in ("errors", "queries"):
        if values := arguments.texts(name, questions, MOST_CHARACTERS):
            body[name] = values
            questions -= len(values)
    if questions == MOST_QUESTIONS:
        return mistaken("Say what you are about to do: a task, queries or errors.")
    if files := arguments.texts("files", MOST_FILES, 500):
        body["files"] = files
    if language := arguments.text("language", 50).strip():
        body["language"] = language
    budget = arguments.number("budget_tokens", DEFAULT_TOKENS, LEAST_TOKENS, MOST_TOKENS)
    body["budget_tokens"] = budget - FRAME_TOKENS
    pack = await call.api.call(CONTEXT, call.credential, "POST", "/api/v1/context", body=body, parse=_Pack.parse)
    if not pack.pieces:
        return said(_NOTHING if pack.no_good_match else _NO_ROOM, no_good_match=pack.no_good_match, pieces=[])
    return _shown(pack)


@dataclass(frozen=True)
class _Pack:
    """The API's answer: pieces with their texts, and entries of what found no place."""

    pieces: list[dict[str, Any]]
    left_out: list[dict[str, Any]]
    no_good_match: bool
    words_only: bool

    @classmethod
    def parse(cls, found: Any) -> "_Pack":
        if not isinstance(found, dict):
            raise Garbled
        return cls(
            pieces=_entries(found.get("pieces"), ("id", "title", "text")),
            left_out=_entries(found.get("left_out", []), ("id", "title", "why"))[:_LEFT_OUT_SHOWN],
            no_good_match=found.get("no_good_match") is True,
            words_only=found.get("degraded") is True,
        )


def _entries(found: Any, texts: tuple[str, ...]) -> list[dict[str, Any]]:
    if not isinstance(found, list):
        raise Garbled
    if not all(isinstance(each, dict) and all(isinstance(each.get(name), str) for name in texts) for each in found):
        raise Garbled
    return found


def _shown(pack: _Pack) -> Answer:
    pieces = [_piece(found) for found in pack.pieces]
    left_out = [
        {"id": one_line(each["id"], 64), "title": one_line(each["title"], 100), "why": one_line(each["why"], 20)}
        for each in pack.left_out
    ]
    parts = [NOTICE]
    if pack.no_good_match:
        parts.append(_NEAREST)
    if pack.words_only:
        parts.append("Found by words alone, as meaning can't be compared for the moment.")
    for piece in pieces:
        facts = {name: value for name, value in piece.items() if name not in {"title", "text"}}
        parts.append(fence(f"# {piece['title']}\n{piece['text']}", **attributes(facts)))
    if left_out:
        lines = "\n".join(f"{each['id']} {each['title']} ({each['why']})" for each in left_out)
        parts.append(fence(lines, kind="left out"))
    data = {
        "pieces": pieces,
        "notice": NOTICE,
        **({"no_good_match": True} if pack.no_good_match else {}),
        **({"left_out": left_out} if left_out else {}),
    }
    return Answer("\n".join(parts), data)


def _piece(found: dict[str, Any]) -> dict[str, Any]:
    """A piece as it is shown, without what says nothing."""
    facts: dict[str, Any] = {"id": one_line(found["id"], 64), "title": one_line(found["title"], 200)}
    if isinstance(found.get("status"), str):
        facts["status"] = one_line(found["status"], 20)
    if isinstance(found.get("trust_score"), (int, float)):
        facts["trust"] = round(float(found["trust_score"]), 2)
    if isinstance(found.get("outcomes"), str):
        facts["outcomes"] = one_line(found["outcomes"], 120)
    if isinstance(found.get("age_days"), int):
        facts["age_days"] = found["age_days"]
    if found.get("is_stale") is True:
        reason = found.get("stale_reason")
        facts["stale"] = one_line(reason, 160) if isinstance(reason, str) else "unconfirmed for long"
    if found.get("part") == "essential":
        facts["cut"] = "read it with get_trace for the rest"
    return {**facts, "text": sanitise(found["text"])}


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
    outputs=gives(no_good_match=BOOLEAN, pieces={"type": "array", "items": OBJECT}),
    run=get_context,
    read_only=True,
)
