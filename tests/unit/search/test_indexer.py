from typing import Any

import pytest

from search.indexer import Refusal, item_refusal, worst


@pytest.mark.parametrize(
    ("item", "permanent"),
    [
        ({"status": 200}, None),
        ({"status": 201}, None),
        ({"status": 409, "error": {"type": "version_conflict_engine_exception"}}, None),
        ({"status": 400, "error": {"type": "document_parsing_exception", "reason": "no"}}, True),
        ({"status": 429, "error": {"type": "es_rejected_execution_exception"}}, False),
        ({"status": 503, "error": {"type": "unavailable_shards_exception"}}, False),
        ({"status": 403, "error": {"type": "cluster_block_exception"}}, False),
        ({"status": 404, "error": {"type": "index_not_found_exception"}}, False),
        ({"status": 403, "error": {"type": "security_exception"}}, False),
    ],
)
def test_what_a_bulk_item_says(item: dict[str, Any], permanent: bool | None) -> None:
    refusal = item_refusal(item)
    assert (refusal and refusal.permanent) == permanent


def test_a_document_is_written_when_every_index_holds_it() -> None:
    passing, lasting = Refusal("busy", permanent=False), Refusal("bad", permanent=True)
    assert worst([None, None]) is None
    assert worst([None, passing]) is passing
    assert worst([passing, lasting]) is lasting
