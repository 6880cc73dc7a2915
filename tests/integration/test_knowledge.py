"""What operators are told of the knowledge as a whole, on a database with nothing else in it."""

import pytest
from sqlalchemy import update

from app.analytics import rules
from app.analytics.rules import Cluster, duplicate_clusters
from app.traces.models import Trace
from app.wiring import Services
from search.embeddings import Vectors
from tests.integration.conftest import work
from tests.integration.operating import Caller, House, house, operator

__all__ = ["house", "operator"]


def test_the_state_of_the_knowledge(
    parts: Services, house: House, operator: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert operator.told("/analytics/knowledge-health")["health_score"] == 100
    ada = house.somebody()
    long = "Close the connection in a finally block, always, whatever the handler raised before it."
    twin = ada.contribute(title="The pool runs dry", context_text="Requests hang under load", solution_text=long)
    keep = ada.contribute(
        title="The pool runs dry!", context_text="Requests hang under load.", solution_text=f"{long}\n```\nx()\n```"
    )
    other = ada.contribute(title="Tulips wilt", context_text="In a vase, in a day", solution_text="Cut the stems.")
    ada.post(f"/traces/{other}/links", target_id=twin, relationship_type="CONTRADICTS")
    work(parts)
    with parts.database.transaction() as session:
        session.execute(update(Trace).where(Trace.id == other).values(is_stale=True, stale_reason="pins x 1"))
    in_use: list[int] = []

    def compare(vectors: Vectors) -> list[Cluster]:
        in_use.append(parts.database.engine.pool.checkedout())  # type: ignore[attr-defined]
        return duplicate_clusters(vectors)

    monkeypatch.setattr(rules, "duplicate_clusters", compare)
    told = operator.told("/analytics/knowledge-health")
    # No connection waits for the comparing.
    assert in_use == [0]
    assert (told["total_traces"], told["trust"]["flagged"], told["temperature"]["WARM"]) == (3, 0, 3)
    assert told["stale"] == {
        "count": 1, "stored": 1, "traces": [{"id": other, "title": "Tulips wilt", "reason": "pins x 1"}],
    }  # fmt: skip
    (cluster,) = told["early_warning"]["duplicate_clusters"]
    assert (cluster["size"], cluster["canonical_id"]) == (2, keep)
    assert {row["id"] for row in cluster["traces"]} == {twin, keep}
    assert 0.9 < cluster["max_similarity"] <= 1
    (conflict,) = told["early_warning"]["conflicts"]
    assert (conflict["a"]["id"], conflict["b"]["id"]) == (other, twin)
    assert -1 <= conflict["problem_similarity"] < 0.5
    # 100 - 30 * 1/3 stale - 20 * 2/3 duplicates - 1.5 for the conflict
    assert told["health_score"] == 75
    assert told["relationships"] == {"CONTRADICTS": 1}
