"""A short cut of `make fuzz`."""

import random

import pytest

from scripts.fuzz.running import over_http, over_stdio


@pytest.mark.parametrize("run", [over_stdio, over_http])
def test_malformed_messages_neither_crash_it_nor_swell_it(run) -> None:
    run(random.Random(f"a short cut {run.__name__}"), 400)
