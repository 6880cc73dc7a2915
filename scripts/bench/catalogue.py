"""The lines of the report, in order: ours first, the bare parts it is held against below it."""

from scripts.bench.figures import Figure, Goal

SUBMIT, SUBMIT_WITHOUT_LOOK, COMMIT = "submit", "submit_without_look", "commit"
SEARCHABLE_IDLE, SUBMIT_IDLE, SEARCHABLE_BARE = "searchable_idle", "submit_idle", "searchable_bare"
SEARCHABLE_BUSY, SUBMIT_BUSY = "searchable_busy", "submit_busy"
INDEXED, EMBEDDED, BULK = "indexed", "embedded", "bulk"
MCP, MCP_REST, MCP_START, MCP_IMPORT = "mcp", "mcp_rest", "mcp_start", "mcp_import"

CLIENTS = (1, 8)
"""How many ask at once."""


def search_key(kind: str, clients: int) -> str:
    """`kind`: fresh, cached (both over REST); of the bare parts bare (embed and ask), cached_body (ask), embed."""
    return f"{kind}_{clients}"


def _search_figures(clients: int) -> tuple[Figure, ...]:
    of = f"{clients} client{'s' if clients > 1 else ''}"
    bare, cached_body = search_key("bare", clients), search_key("cached_body", clients)
    goal = Goal("overhead", 5.0) if clients == 1 else None
    return (
        Figure(search_key("fresh", clients), f"search, fresh query, {of}", (bare,), goal),
        Figure(bare, "embed, then Elasticsearch: the same body", in_generator=True),
        Figure(search_key("embed", clients), "embedder alone: the same query", in_generator=True),
        Figure(search_key("cached", clients), f"search, cached query, {of}", (cached_body,)),
        Figure(cached_body, "Elasticsearch: the same body"),
    )


FIGURES: tuple[Figure, ...] = (
    Figure(SUBMIT_WITHOUT_LOOK, "submit, on_duplicate: ignore", (COMMIT,), Goal("p50", 15.0)),
    Figure(SUBMIT, "submit, back to back", (COMMIT,)),
    Figure(COMMIT, "Postgres: the same text, commit"),
    Figure(SUBMIT_IDLE, "submit, idle", (COMMIT,)),
    Figure(SUBMIT_BUSY, "submit, at 5/s", (COMMIT,)),
    Figure(SEARCHABLE_IDLE, "202 to searchable, idle", (SEARCHABLE_BARE,), Goal("p95", 500.0)),
    Figure(SEARCHABLE_BARE, "embed, index + refresh, search"),
    Figure(SEARCHABLE_BUSY, "202 to searchable, at 5/s", (SEARCHABLE_BARE,)),
    *(figure for clients in CLIENTS for figure in _search_figures(clients)),
    Figure(INDEXED, "traces indexed by the worker", (EMBEDDED, BULK)),
    Figure(EMBEDDED, "embedder: some of the same texts", in_generator=True),
    Figure(BULK, "Elasticsearch: some of the same bulks"),
    Figure(MCP, "MCP: search_traces, 8 clients", (MCP_REST,), Goal("overhead", 3.0), Goal("overhead p99", 10.0)),
    Figure(MCP_REST, "the same search by REST, at the same pace"),
    Figure(MCP_START, "MCP over stdio: cold start", (MCP_IMPORT,), Goal("overhead", 300.0)),
    Figure(MCP_IMPORT, "the SDK's own import"),
)
