"""Real processes of the test stack, stopped, hung and killed; a ledger on the client's side is the judge."""

import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from redis import Redis

from scripts.stack.account import service_account
from scripts.stack.layout import resolve
from scripts.stack.supervisor import Supervisor
from tests.factories import trace_body
from tests.waiting import until

RECOVERY_S = 60


@dataclass
class Stack:
    """The programs of the running test stack, by their supervisor's names."""

    supervisor: Supervisor

    def pid(self, program: str) -> int:
        """0 while it doesn't run."""
        return next((each.pid for each in self.supervisor.programs() if each.name == program), 0)

    def tree(self, program: str) -> list[psutil.Process]:
        """A program's process and all that it started."""
        top = psutil.Process(self.pid(program))
        return [top, *top.children(recursive=True)]

    def kill(self, program: str) -> None:
        """SIGKILL, with everything it started: nothing of it gets to say goodbye."""
        for process in self.tree(program):
            try:
                process.kill()
            except psutil.NoSuchProcess:
                continue

    @contextmanager
    def hung(self, program: str) -> Iterator[None]:
        """The program takes connections and never answers, for the length of the block."""
        processes = self.tree(program)
        for process in processes:
            process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                process.send_signal(signal.SIGCONT)

    @contextmanager
    def down(self, program: str) -> Iterator[None]:
        """The program doesn't run, for the length of the block."""
        self.supervisor.stop(program)
        try:
            yield
        finally:
            self.supervisor.ensure_started([program])


@dataclass
class Ledger:
    """What the API promised: the id of every 202, and whatever else it answered."""

    api: httpx.Client
    mark: str = field(default_factory=lambda: f"ledger-{uuid.uuid4().hex[:10]}")
    promised: list[str] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    took_s: list[float] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def body(self) -> dict[str, Any]:
        """Another trace of this ledger."""
        return trace_body(title=f"{self.mark} {uuid.uuid4().hex}", tags=[self.mark])

    def submit(self, body: dict[str, Any] | None = None, key: str | None = None) -> httpx.Response | None:
        """One submission, noted. None when the connection broke, in which case nothing was promised."""
        started = time.monotonic()
        try:
            headers = {"Idempotency-Key": key} if key else {}
            answer = self.api.post("/api/v1/traces", json=body or self.body(), headers=headers)
        except httpx.TransportError:
            return None
        with self._lock:
            self.took_s.append(time.monotonic() - started)
            if answer.status_code in {200, 202}:
                self.promised.append(answer.json()["id"])
            else:
                self.refused.append(answer.status_code)
        return answer

    def found(self) -> list[str]:
        """Ids of this ledger's traces that a search finds; at most fifty."""
        answer = self.api.post("/api/v1/traces/search", json={"tags": [self.mark], "limit": 50})
        return [result["id"] for result in answer.json()["results"]] if answer.status_code == 200 else []

    def check(self, within_s: float = RECOVERY_S) -> float:
        """Every promise is kept once, and nothing else is there; returns after how many seconds."""
        assert len(set(self.promised)) == len(self.promised)
        return until(lambda: sorted(self.found()) == sorted(self.promised), "every promise is kept", within_s)


@pytest.fixture(scope="session")
def stack() -> Stack:
    return Stack(Supervisor(resolve(Path(os.environ["STACK_STATE_DIR"]), service_account())))


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    with Redis.from_url(os.environ["REDIS_URL"]) as client:
        yield client


@pytest.fixture(autouse=True)
def _whole_again(ready: Callable[[], bool]) -> Iterator[None]:
    """Begin and leave with a stack that works."""
    until(ready, "the stack works", RECOVERY_S)
    yield
    until(ready, "the stack works again", RECOVERY_S)


@pytest.fixture(scope="session")
def ready(api: httpx.Client) -> Callable[[], bool]:
    def check() -> bool:
        try:
            health = api.get("/health")
            search = api.post("/api/v1/traces/search", json={"q": "is anybody there"})
        except httpx.TransportError:
            return False
        return health.status_code == 200 and search.status_code == 200

    return check


@pytest.fixture(scope="session")
def api() -> Iterator[httpx.Client]:
    """A client whose key may contribute; a broken connection is the test's to judge, so nothing is retried."""
    with httpx.Client(base_url=os.environ["COMMONTRACE_API_BASE_URL"], timeout=10) as client:
        until(lambda: client.get("/ready").status_code == 200, "the API is ready", RECOVERY_S)
        made = client.post("/api/v1/keys", json={"email": f"{uuid.uuid4().hex}@example.com"}).json()
        client.headers["X-API-Key"] = made["api_key"]
        yield client


@pytest.fixture
def ledger(api: httpx.Client) -> Ledger:
    return Ledger(api)
