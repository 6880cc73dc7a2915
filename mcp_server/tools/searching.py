"""`search_traces`: a compact index of what others know, to choose from."""

from datetime import datetime
from typing import Any

from mcp_server.answers import Answer, Link, mistaken, said
from mcp_server.api import READS, Garbled
from mcp_server.text import NOTICE, fence, one_line, shortened, tokens
from mcp_server.tools.tool import (
    BOOLEAN,
    INTEGER,
    NUMBER,
    OBJECT,
    TEXT,
    TEXTS,
    Call,
    Tool,
    described,
    gives,
    takes,
)
from mcp_server.traces import Trace, read

MOST_QUERY_CHARACTERS = 2_000
MOST_TAGS = 10
DEFAULT_TOKENS, LEAST_TOKENS, MOST_TOKENS = 2_000, 200, 20_000
FRAME_TOKENS = 120
"""For the notice and the words around the entries."""

EXCERPTS = (240, 120, 60, 0)
"""Characters of context and solution in an entry; shorter ones when the longer don't fit the budget."""

_MORE = "get_trace(trace_id) reads one in full. After applying one, report_outcome says whether it worked."
_NOTHING = "No traces found matching your query."
_DOUBTFUL = "None of them is likely to be what was asked for."
_NO_GOOD_MATCH = "No good match: nothing that CommonTrace knows is close to this."


async def search(call: Call) -> Answer:
    arguments = call.arguments
    query = arguments.text("query", 100_000).strip()[:MOST_QUERY_CHARACTERS]
    tags = arguments.texts("tags", MOST_TAGS, 200)
    if not query and not tags:
        return mistaken("Please provide a query, tags, or both to search.")
    body: dict[str, Any] = {"limit": arguments.number("limit", 10, 1, 50)}
    body |= {"q": query} if query else {}
    body |= {"tags": tags} if tags else {}
    if context := arguments.mapping("context"):
        body["context"] = context
    if not arguments.flag("include_expired", default=True):
        body["include_expired"] = False
    budget = arguments.number("max_tokens", DEFAULT_TOKENS, LEAST_TOKENS, MOST_TOKENS)

    answer = await call.api.call(READS, call.credential, "POST", "/api/v1/traces/search", body=body, parse=_Found.parse)
    if not answer.traces and answer.no_good_match:
        return said(_NO_GOOD_MATCH, no_good_match=True, total=0, results=[])
    if not answer.traces:
        return said(_NOTHING, total=0, results=[])
    return _shown(query or " + ".join(tags), answer, call.now, budget)


class _Found:
    """The API's answer to a search."""

    def __init__(self, traces: list[Trace], *, no_good_match: bool, words_only: bool) -> None:
        self.traces = traces
        self.no_good_match = no_good_match
        self.words_only = words_only

    @classmethod
    def parse(cls, found: Any) -> "_Found":
        if not isinstance(found, dict) or not isinstance(found.get("results"), list):
            raise Garbled
        traces = [trace for trace in map(read, found["results"]) if not trace.withheld]
        no_good_match = found.get("no_good_match") is True
        return cls(traces, no_good_match=no_good_match, words_only=found.get("degraded") is True)


def _shown(asked: str, answer: _Found, now: datetime, budget: int) -> Answer:
    """As many entries as the budget holds, as text and as data, each within it."""
    room = budget - FRAME_TOKENS
    entries = [_Entry(place, trace, now) for place, trace in enumerate(answer.traces, 1)]
    kept: list[_Entry] = []
    for characters in EXCERPTS:
        for entry in entries:
            entry.show(characters)
        kept = _within(entries, room)
        if len(kept) == len(entries):
            break
    left_out = len(answer.traces) - len(kept)
    head = [f'Found {len(answer.traces)} result(s) for "{one_line(asked, 200)}":', NOTICE]
    if answer.no_good_match:
        head.append(_DOUBTFUL)
    if answer.words_only:
        head.append("Found by words alone, as meaning can't be compared for the moment.")
    tail = [f"{left_out} more don't fit max_tokens."] if left_out else []
    body = fence("\n\n".join(entry.text for entry in kept), kind="search results")
    return Answer(
        "\n".join((*head, body, *tail, _MORE)),
        {
            "total": len(answer.traces),
            "results": [entry.data for entry in kept],
            "notice": NOTICE,
            **({"left_out": left_out} if left_out else {}),
            **({"no_good_match": True} if answer.no_good_match else {}),
            **({"words_only": True} if answer.words_only else {}),
        },
        links=[Link(f"trace://{entry.id}", entry.data["title"]) for entry in kept],
    )


def _within(entries: list["_Entry"], room: int) -> list["_Entry"]:
    """The first entries that fit, at least one."""
    kept: list[_Entry] = []
    for entry in entries:
        room -= entry.cost
        if room < 0 and kept:
            break
        kept.append(entry)
    return kept


class _Entry:
    """One entry of the index: as `text` and as `data`, with what either costs at most."""

    def __init__(self, place: int, trace: Trace, now: datetime) -> None:
        known = trace.data(now)
        known["score"] = round(trace.score, 3)
        facts = (
            f"score: {trace.score:.2f}",
            f"trust: {trace.trust:.1f}",
            trace.status,
            known.get("outcomes", "not tried yet"),
            f"age: {known['age']}",
        )
        marks = (f"[STALE: {known['stale']}] " if "stale" in known else "") + ("[EXPIRED] " if trace.expired else "")
        lines = [f"{place}. {marks}{known['title']} ({', '.join(facts)})", f"   ID: {trace.id}"]
        lines += [f"   Tags: {', '.join(known['tags'])}"] if known["tags"] else []
        self.id = trace.id
        self._known = known
        self._lines = lines
        self._context = one_line(trace.context, EXCERPTS[0])
        self._solution = one_line(trace.solution, EXCERPTS[0])
        self._related = [f"[{kind}] {title} ({trace_id})" for kind, title, trace_id in trace.related]
        # A client shows its model the text with the links, or the data: a link costs its address and title again.
        self._link_cost = tokens(known["title"]) + 30
        self.show(EXCERPTS[0])

    def show(self, characters: int) -> None:
        """With so much of context and solution; with 0 the bare facts."""
        self.data = dict(self._known)
        lines = list(self._lines)
        if characters:
            self.data["context"] = shortened(self._context, characters)
            self.data["solution"] = shortened(self._solution, characters)
            lines += [f"   Context: {self.data['context']}", f"   Solution: {self.data['solution']}"]
            if self._related:
                self.data["related"] = self._related
                lines += [f"   Related: {each}" for each in self._related]
        self.text = "\n".join(lines)
        self.cost = max(tokens(self.text) + self._link_cost, tokens(repr(self.data)))


_RESULT = {
    "type": "object",
    "properties": {"id": TEXT, "title": TEXT, "status": TEXT, "trust": NUMBER, "outcomes": TEXT, "stale": TEXT},
    "required": ["id", "title"],
}

SEARCH = Tool(
    name="search_traces",
    title="Search shared solutions",
    description=(
        "Search solutions that other coding agents found for errors, bugs, setup and how-to questions. Call it before "
        "you debug an error or begin something unfamiliar. Answers with a compact index; get_trace reads one."
    ),
    inputs=takes(
        query=described(TEXT, "The error message as it stands, or a question"),
        tags=described(TEXTS, "All must match, e.g. python, docker"),
        limit=described(INTEGER, "1-50, default 10"),
        max_tokens=described(INTEGER, "Budget of the answer, default 2000"),
        context=described(OBJECT, "Where you work, e.g. {language, framework, os}"),
        include_expired=described(BOOLEAN, "Also superseded ones, default true"),
    ),
    outputs=gives(total=INTEGER, no_good_match=BOOLEAN, results={"type": "array", "items": _RESULT}),
    run=search,
    read_only=True,
)
