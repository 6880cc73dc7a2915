"""Is the process alive (`/health`), and may it be sent traffic (`/ready`)?"""

import atexit
import threading
from collections.abc import Callable, Mapping

from flask import Flask, Response, jsonify

from app.core.logging import get_logger

log = get_logger(__name__)

Check = Callable[[], str]
"""One word about a part, `ok` when it works. Whatever it raises counts as `error`."""

RETRY_S = 1.0
LONGEST_FAREWELL_S = 5.0


class Warmth:
    """Runs `warm` in the background until it succeeds once: then every cache and connection has been used."""

    def __init__(self, warm: Callable[[], None]) -> None:
        self._warm = warm
        self._stop = threading.Event()
        self.ready = False
        self.reason = "warming up"
        self._thread = threading.Thread(target=self._run, name="warm-up", daemon=True)
        # A thread in the embedder's native code while the interpreter is taken down aborts the whole process, such as
        # a command that was quicker than this.
        atexit.register(self._end)
        self._thread.start()

    def _end(self) -> None:
        self._stop.set()
        self._thread.join(LONGEST_FAREWELL_S)

    def _run(self) -> None:
        while not (self.ready or self._stop.is_set()):
            try:
                self._warm()
                self.ready = True
            except Exception as error:
                self.reason = str(error) or type(error).__name__
                self._stop.wait(RETRY_S)
        atexit.unregister(self._end)
        if self.ready:
            log.info("warm")


def register_health(app: Flask, checks: Mapping[str, Check], vital: frozenset[str], warmth: Warmth) -> None:
    """Both routes are open to all. `/health` fails when one of the `vital` checks does."""

    @app.get("/health")
    def health() -> Response:
        found = {name: _run(name, check) for name, check in checks.items()}
        sound = all(found[name] == "ok" for name in vital)
        response = jsonify(status="ok" if sound else "degraded", checks=found)
        response.status_code = 200 if sound else 503
        return response

    @app.get("/ready")
    def ready() -> Response:
        response = jsonify(status="ready") if warmth.ready else jsonify(status="starting", reason=warmth.reason)
        response.status_code = 200 if warmth.ready else 503
        return response


def _run(name: str, check: Check) -> str:
    try:
        return check()
    except Exception as error:
        log.warning("health_check_failed", check=name, error=str(error))
        return "error"
