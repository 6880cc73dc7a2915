"""A short cut of `make schemathesis`."""

import httpx

from scripts.conformance.running import run


def test_every_operation_answers_as_it_is_described(anonymous: httpx.Client) -> None:
    # One seed, so that a failure of one change isn't that of another.
    done = run(str(anonymous.base_url).rstrip("/"), cases=400, seed=8, most_rounds=1)
    assert done.cases >= 400
