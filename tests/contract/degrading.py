"""Calls of every tool, and short deadlines, for servers before backends that misbehave."""

READ_S, WRITE_S, CONTEXT_S = 0.2, 0.3, 0.25
"""Of these servers. Writes have two seconds by default; waiting for them fully would only cost time."""
SLACK_S = 0.05
"""What our own work may take beyond the deadline."""
BUSY_SLACK_S = 3.0
"""What a busy machine may add to any single call; the best of TRIES is held to SLACK_S beside what a call costs."""
TRIES = 8

DEADLINES = {
    "MCP_READ_DEADLINE_MS": "200",
    "MCP_WRITE_DEADLINE_MS": "300",
    "MCP_CONTEXT_DEADLINE_MS": "250",
    # Never half open within a test.
    "MCP_BREAKER_OPEN_SECONDS": "60",
}

ID = "5b6a1f2e-0000-4000-8000-0123456789ab"
CONTRIBUTION = {"title": "t", "context_text": "c", "solution_text": "s"}
CALLS = {
    "search_traces": {"query": "x"},
    "get_trace": {"trace_id": ID},
    "get_context": {"task": "x"},
    "contribute_trace": CONTRIBUTION,
    "vote_trace": {"trace_id": ID, "vote_type": "up"},
    "report_outcome": {"trace_id": ID, "result": "worked"},
    "amend_trace": {"trace_id": ID, "improved_solution": "s", "explanation": "e"},
    "list_tags": {},
}
WRITES = {"contribute_trace", "vote_trace", "report_outcome", "amend_trace"}
