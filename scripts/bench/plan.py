"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Sizes of one run. Ours and bare take turns in rounds, so that what disturbs the machine hits both."""

    traces: int = 2000
    index_rounds: int = 4
    submits: int = 300
    submit_rounds: int = 6
    searches: dict[int, int] | None = None
    """Of each kind, by number of clients; default SEARCHES."""
    search_rounds: int = 10
    cached_questions: int = 20
    idle_submissions: int = 40
    busy_seconds: int = 20
    mcp_calls: int = 960
    mcp_rounds: int = 6
    mcp_starts: int = 7

    @property
    def searches_by_clients(self) -> dict[int, int]:
        return self.searches or SEARCHES

    @property
    def extra_traces(self) -> int:
        """Texts needed beyond the corpus, for what is submitted over HTTP."""
        return 2 * self.submits + self.idle_submissions + self.busy_seconds * BUSY_PER_S

    @property
    def questions(self) -> int:
        """Different questions needed."""
        return sum(self.searches_by_clients.values()) + self.cached_questions


SEARCHES = {1: 400, 8: 800}
BUSY_PER_S = 5


def full(traces: int | None) -> Plan:
    return Plan(traces=traces or 2000)


def quick(traces: int | None) -> Plan:
    """Numbers to see that all works; too few for the p99."""
    return Plan(
        traces=traces or 120,
        index_rounds=2,
        submits=60,
        submit_rounds=2,
        searches={1: 60, 8: 160},
        search_rounds=4,
        idle_submissions=8,
        busy_seconds=5,
        mcp_calls=160,
        mcp_rounds=2,
        mcp_starts=2,
    )
