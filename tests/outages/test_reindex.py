"""A rebuild of the index under load: nothing is lost, and no search fails."""

import subprocess
import sys
import threading

import httpx

from scripts.stack.layout import REPOSITORY
from tests.outages.conftest import Ledger

WRITES_PER_S = 10
REBUILDS = 2


def test_a_rebuild_under_writes_loses_nothing_and_no_search_fails(api: httpx.Client, ledger: Ledger) -> None:
    done = threading.Event()
    statuses: list[int] = []

    def write() -> None:
        while not done.wait(1 / WRITES_PER_S) and len(ledger.promised) < 50:
            ledger.submit()

    def search() -> None:
        while not done.wait(0.02):
            statuses.append(api.post("/api/v1/traces/search", json={"q": "does it still answer"}).status_code)

    threads = [threading.Thread(target=target) for target in (write, search)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(REBUILDS):
            command = [sys.executable, "-m", "scripts.index", "rebuild"]
            rebuilt = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=240, check=False)
            assert rebuilt.returncode == 0, rebuilt.stderr
            assert "it has taken over" in rebuilt.stdout
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert ledger.refused == []
    assert len(ledger.promised) >= 10
    assert set(statuses) == {200}
    ledger.check()
