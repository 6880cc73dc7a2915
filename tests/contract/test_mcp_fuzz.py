"""A short cut of `make fuzz`."""

import random

import pytest

from scripts.fuzz.running import over_http, over_stdio


@pytest.mark.parametrize("run", [over_stdio, over_http])
def test_malformed_messages_neither_crash_it_nor_swell_it(run) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    run(random.Random(seed), 400)
