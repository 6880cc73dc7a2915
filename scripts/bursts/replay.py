"""The replay itself, on the stack that the environment names: started by `python -m scripts.replay_bursts`."""

import os
import sys
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx
from rich.console import Console
from rich.table import Table

from app.accounts.plans import ANONYMOUS, OPERATIONS, load
from scripts.bursts.judging import Answer, over_allowed, wrongly_refused
from scripts.bursts.patterns import READ, Pattern, patterns

THREADS = 48
Answers = Mapping[str, Sequence[Answer]]
"""By operation."""


def main() -> int:
    """Replay all and print a table; returns 1 when the limiter was wrong anywhere."""
    console = Console(highlight=False, width=130)
    table = Table(title="Bursts against plans")
    for heading in ("plan", "pattern", "calls", "passed", "refused within the plan", "wrongly refused", "over-allowed"):
        table.add_column(heading, justify="left" if heading in ("plan", "pattern") else "right")
    faults = 0
    base = os.environ["COMMONTRACE_API_BASE_URL"]
    limits = httpx.Limits(max_connections=THREADS, max_keepalive_connections=THREADS)
    with httpx.Client(base_url=base, timeout=30, limits=limits) as client:
        for name, plan in load().items():
            for pattern in patterns():
                answers = _replay(client, _key(client, name), pattern)
                within = sum(not a.passed for of in answers.values() for a in of) if name in pattern.within else 0
                wrong = sum(wrongly_refused(answers[o], plan.allowance(o).rate) for o in OPERATIONS)
                over = sum(over_allowed(answers[o], plan.allowance(o).rate) for o in OPERATIONS)
                faults += within + wrong + over
                every = [answer for of in answers.values() for answer in of]
                passed = str(sum(answer.passed for answer in every))
                told = str(within) if name in pattern.within else "-"
                table.add_row(name, pattern.name, str(len(every)), passed, told, str(wrong), str(over))
    console.print(table)
    console.print(f"{faults} faults" if faults else "No call was wrongly refused, and none over-allowed.")
    return 1 if faults else 0


def _replay(client: httpx.Client, key: str, pattern: Pattern) -> Answers:
    answers: dict[str, list[Answer]] = {operation: [] for operation in OPERATIONS}
    lock, headers = threading.Lock(), {"X-API-Key": key}
    began = time.monotonic()

    def call(operation: str) -> None:
        sent = time.monotonic()
        # A submission without content: counted as the write that it is, and stored nowhere.
        response = (
            client.get("/api/v1/tags", headers=headers)
            if operation == READ
            else client.post("/api/v1/traces", headers=headers, json={})
        )
        answer = Answer(sent, time.monotonic(), response.status_code != httpx.codes.TOO_MANY_REQUESTS)
        if response.is_server_error:
            raise RuntimeError(f"{response.status_code}: {response.text}")
        with lock:
            answers[operation].append(answer)

    with ThreadPoolExecutor(THREADS) as pool:
        futures = []
        for planned in pattern.calls:
            time.sleep(max(0.0, began + planned.at - time.monotonic()))
            futures.append(pool.submit(call, planned.operation))
        for future in futures:
            future.result()
    return answers


def _key(client: httpx.Client, plan: str) -> str:
    """A fresh contributor's key."""
    body = {} if plan == ANONYMOUS else {"email": f"agent-{uuid.uuid4().hex}@commontrace.auto"}
    made = client.post("/api/v1/keys", json=body).raise_for_status().json()
    if made["plan"] != plan:
        admin = {"X-Admin-Token": os.environ["ADMIN_DASHBOARD_TOKEN"]}
        path = f"/api/v1/admin/contributors/{made['user_id']}/plan"
        client.put(path, headers=admin, json={"plan": plan, "reason": "replay of bursts"}).raise_for_status()
    return str(made["api_key"])


if __name__ == "__main__":
    sys.exit(main())
