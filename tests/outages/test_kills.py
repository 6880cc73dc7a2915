"""Worker, relay and API are killed in the middle of five hundred submissions."""

import os
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import psycopg2
import pytest

from tests.outages.conftest import RECOVERY_S, Ledger, Stack
from tests.waiting import until

SUBMISSIONS = 500
THREADS = 8
KILLS = 3


def serves(api: httpx.Client) -> bool:
    try:
        return httpx.get(api.base_url.join("/health"), timeout=2).status_code == 200
    except httpx.TransportError:
        return False


def rows(mark: str) -> Counter[str]:
    """Ids and numbers of the traces of a ledger, from the system of record."""
    connection = psycopg2.connect(os.environ["DATABASE_URL"].replace("+psycopg2", ""))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT id::text FROM traces WHERE tags @> ARRAY[%s]", (mark,))
            return Counter(row[0] for row in cursor.fetchall())
    finally:
        connection.close()


def documents(mark: str) -> Counter[str]:
    """Ids of the documents of a ledger, from the index itself."""
    url = f"{os.environ['ELASTICSEARCH_URL']}/commontrace-test-*"
    httpx.post(f"{url}/_refresh", timeout=30)
    query = {"size": 2 * SUBMISSIONS, "_source": False, "query": {"term": {"tags": mark}}}
    hits = httpx.post(f"{url}/_search", json=query, timeout=30).json()["hits"]["hits"]
    return Counter(hit["_id"] for hit in hits)


@pytest.mark.parametrize("victims", [("worker",), ("relay",), ("api",), ("worker", "relay", "api")], ids="+".join)
def test_nothing_is_lost_or_doubled(stack: Stack, ledger: Ledger, victims: tuple[str, ...]) -> None:
    done = threading.Event()

    def kill_now_and_then() -> None:
        for victim in victims * KILLS:
            # In the middle of the work, and an API that was killed before it served would never serve.
            until(lambda: bool(stack.pid("api")) and serves(ledger.api), "the API serves", RECOVERY_S)
            if done.wait(1.0):
                return
            if stack.pid(victim):
                stack.kill(victim)

    def submit(_n: int) -> None:
        # A lost answer says nothing of whether the trace was stored: the key lets the client ask again.
        body, key = ledger.body(), uuid.uuid4().hex
        deadline = time.monotonic() + RECOVERY_S
        while time.monotonic() < deadline:
            answer = ledger.submit(body, key)
            if answer is not None and answer.status_code == 202:
                return
            time.sleep(0.1)

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(submit, range(SUBMISSIONS)))
    done.set()
    killer.join()

    promised = Counter(ledger.promised)
    assert len(promised) == SUBMISSIONS
    assert set(promised.values()) == {1}
    assert rows(ledger.mark) == promised
    until(lambda: documents(ledger.mark) == promised, "every promise is kept once", 2 * RECOVERY_S)
